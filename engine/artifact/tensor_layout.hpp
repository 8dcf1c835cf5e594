// Shared by the writer and the reader of tensor files: element types, shapes, and where the data starts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace moshaver {

enum class DType : std::uint8_t { f32, f64, u8, u32, u64, i64 };
[[nodiscard]] std::string_view to_string(DType);  // "F32", as in the file
[[nodiscard]] std::optional<DType> dtype_named(std::string_view);
[[nodiscard]] std::size_t item_bytes(DType);

using TensorShape = std::vector<std::uint64_t>;
inline constexpr std::uint64_t any_extent = std::numeric_limits<std::uint64_t>::max();

// Bytes of a tensor; nullopt if they do not fit into 64 bits.
[[nodiscard]] std::optional<std::uint64_t> shape_bytes(DType, std::span<const std::uint64_t> shape);

// "[3,64]", as in the file.
[[nodiscard]] std::string list_text(std::span<const std::uint64_t>);

inline constexpr std::size_t header_length_bytes = 8;  // the file begins with the header's length, little-endian
inline constexpr std::size_t data_alignment = 64;      // a cache line, and the width of AVX-512
inline constexpr std::uint64_t max_header_bytes = 100'000'000;  // the format's own limit

}  // namespace moshaver
