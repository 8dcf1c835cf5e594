#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>
#include <utility>

#include "engine/artifact/tensors.hpp"

namespace moshaver {

namespace {

bool is_tensor_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '/' || c == '-';
  };
  return !name.empty() && name != "__metadata__" && std::all_of(name.begin(), name.end(), plain);
}

// Index of the first NaN or infinity, whose exponent bits are all set. Blocks without a branch let the compiler use
// SIMD, so the scan costs no more than reading the memory.
template <class Bits>
std::optional<std::size_t> first_not_finite(std::span<const std::byte> bytes, Bits exponent) {
  const std::size_t count = bytes.size() / sizeof(Bits);
  const auto bad_at = [&](std::size_t i) {
    Bits bits;
    std::memcpy(&bits, bytes.data() + i * sizeof(Bits), sizeof(Bits));
    return (bits & exponent) == exponent;
  };
  constexpr std::size_t block = 1024;
  for (std::size_t begin = 0; begin < count; begin += block) {
    const std::size_t end = std::min(count, begin + block);
    bool bad = false;
    for (std::size_t i = begin; i < end; ++i) bad |= bad_at(i);
    for (std::size_t i = begin; bad && i < end; ++i) {
      if (bad_at(i)) return i;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> first_not_finite(DType dtype, std::span<const std::byte> bytes) {
  if (dtype == DType::f32) return first_not_finite<std::uint32_t>(bytes, 0x7f800000U);
  if (dtype == DType::f64) return first_not_finite<std::uint64_t>(bytes, 0x7ff0000000000000ULL);
  return std::nullopt;
}

}  // namespace

void TensorWriter::add(std::string name, DType dtype, TensorShape shape, std::span<const std::byte> values) {
  tensors_.push_back({std::move(name), dtype, std::move(shape), values});
}
void TensorWriter::add(std::string name, TensorShape shape, std::span<const float> values) {
  add(std::move(name), DType::f32, std::move(shape), std::as_bytes(values));
}
void TensorWriter::add(std::string name, TensorShape shape, std::span<const double> values) {
  add(std::move(name), DType::f64, std::move(shape), std::as_bytes(values));
}
void TensorWriter::add(std::string name, TensorShape shape, std::span<const std::uint8_t> values) {
  add(std::move(name), DType::u8, std::move(shape), std::as_bytes(values));
}
void TensorWriter::add(std::string name, TensorShape shape, std::span<const std::uint32_t> values) {
  add(std::move(name), DType::u32, std::move(shape), std::as_bytes(values));
}
void TensorWriter::add(std::string name, TensorShape shape, std::span<const std::uint64_t> values) {
  add(std::move(name), DType::u64, std::move(shape), std::as_bytes(values));
}
void TensorWriter::add(std::string name, TensorShape shape, std::span<const std::int64_t> values) {
  add(std::move(name), DType::i64, std::move(shape), std::as_bytes(values));
}

Result<void> TensorWriter::check() const {
  std::vector<std::string_view> names;
  for (const Tensor& tensor : tensors_) {
    const std::string label = "tensor `" + tensor.name + "`: ";
    if (!is_tensor_name(tensor.name)) return failure(ErrorCode::invalid_argument, label + "not a valid tensor name");
    if (shape_bytes(tensor.dtype, tensor.shape) != tensor.bytes.size()) {
      return failure(ErrorCode::invalid_argument, label + "shape " + list_text(tensor.shape) + " of " +
                                                      std::string(to_string(tensor.dtype)) + " does not fit " +
                                                      std::to_string(tensor.bytes.size()) + " bytes");
    }
    if (const auto index = first_not_finite(tensor.dtype, tensor.bytes)) {
      return failure(ErrorCode::invalid_argument,
                     label + "value " + std::to_string(*index) + " is NaN or infinite: training diverged");
    }
    names.push_back(tensor.name);
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) {
    return failure(ErrorCode::invalid_argument, "tensor `" + std::string(*twice) + "`: added twice");
  }
  return {};
}

// Wide items first: the format allows no padding between tensors, and this order aligns each of them to its item width.
std::vector<std::size_t> TensorWriter::file_order() const {
  std::vector<std::size_t> order(tensors_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return item_bytes(tensors_[a].dtype) > item_bytes(tensors_[b].dtype);
  });
  return order;
}

// The length and the JSON, padded so that the data starts aligned.
std::string TensorWriter::header(std::span<const std::size_t> order) const {
  std::string text(header_length_bytes, '\0');
  text += '{';
  std::uint64_t begin = 0;
  for (const std::size_t index : order) {
    const Tensor& tensor = tensors_[index];
    const std::uint64_t end = begin + tensor.bytes.size();
    if (text.back() != '{') text += ',';
    text += '"' + tensor.name + "\":{\"dtype\":\"" + std::string(to_string(tensor.dtype)) +
            "\",\"shape\":" + list_text(tensor.shape) +
            ",\"data_offsets\":" + list_text(std::array<std::uint64_t, 2>{begin, end}) + '}';
    begin = end;
  }
  text += '}';
  text.append((data_alignment - text.size() % data_alignment) % data_alignment, ' ');
  const std::uint64_t length = text.size() - header_length_bytes;
  std::memcpy(text.data(), &length, header_length_bytes);
  return text;
}

Result<FileChecksum> TensorWriter::checksum() const {
  MOSHAVER_CHECK(check());
  const std::vector<std::size_t> order = file_order();
  const std::string head = header(order);
  Checksum checksum;
  std::uint64_t bytes = head.size();
  checksum.update(std::as_bytes(std::span(head)));
  for (const std::size_t index : order) {
    checksum.update(tensors_[index].bytes);
    bytes += tensors_[index].bytes.size();
  }
  return FileChecksum{bytes, checksum.hex()};
}

Result<FileChecksum> TensorWriter::write(const std::filesystem::path& path) const {
  MOSHAVER_TRY(summary, checksum());
  const std::vector<std::size_t> order = file_order();
  MOSHAVER_TRY(file, AtomicFile::create(path));
  const std::string head = header(order);
  MOSHAVER_CHECK(file.append(std::as_bytes(std::span(head))));
  for (const std::size_t index : order) MOSHAVER_CHECK(file.append(tensors_[index].bytes));
  MOSHAVER_CHECK(file.commit());
  return summary;
}

}  // namespace moshaver
