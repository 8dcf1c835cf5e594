#include "engine/artifact/tensor_layout.hpp"

#include <array>
#include <bit>

namespace moshaver {

static_assert(std::endian::native == std::endian::little, "safetensors is little-endian: this machine must swap bytes");

namespace {

struct DTypeTraits {
  std::string_view name;
  std::size_t bytes;
};
constexpr std::array<DTypeTraits, 6> dtype_traits = {
    {{"F32", 4}, {"F64", 8}, {"U8", 1}, {"U32", 4}, {"U64", 8}, {"I64", 8}}};

}  // namespace

std::string_view to_string(DType dtype) { return dtype_traits[static_cast<std::size_t>(dtype)].name; }

std::size_t item_bytes(DType dtype) { return dtype_traits[static_cast<std::size_t>(dtype)].bytes; }

std::optional<DType> dtype_named(std::string_view name) {
  for (std::size_t i = 0; i < dtype_traits.size(); ++i) {
    if (dtype_traits[i].name == name) return static_cast<DType>(i);
  }
  return std::nullopt;
}

std::optional<std::uint64_t> shape_bytes(DType dtype, std::span<const std::uint64_t> shape) {
  std::uint64_t bytes = item_bytes(dtype);
  for (const std::uint64_t extent : shape) {
    if (__builtin_mul_overflow(bytes, extent, &bytes)) return std::nullopt;
  }
  return bytes;
}

std::string list_text(std::span<const std::uint64_t> numbers) {
  std::string text = "[";
  for (const std::uint64_t number : numbers) {
    if (text.size() > 1) text += ',';
    text += std::to_string(number);
  }
  return text + "]";
}

}  // namespace moshaver
