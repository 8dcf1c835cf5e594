// The inner loop of the exact index: upper bounds of scores from codes of 4 bits a dimension, with the widest vectors
// of the running machine (Google Highway, chosen at run time).
//
//   layout   sixteen items are a group, one a vector lane. A group has `blocks` blocks of 64 bytes, each with 8
//            dimensions of its items: byte 4 i + b holds dimension b of item i in its low half and dimension 4 + b in
//            its high half; u from 0 to 15 stands for u - 7.5. Then come sixteen floats `scale` and sixteen floats
//            `error`
//   bound    scale * (query.scale * Σ query u + query.offset) + query.norm * error, in float32; coarse_codes.hpp has
//            the proof. The sum is an exact integer
//   cost     about 2 cycles an item of 128 dimensions with 512-bit vectors; reads 4 bits a dimension
//   test     tests/retrieval/coarse_codes_test.cpp decodes the groups in double as reference, on every instruction set
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace moshaver {

inline constexpr std::size_t group_items = 16;
inline constexpr std::size_t block_dims = 8;
inline constexpr std::size_t block_bytes = group_items * block_dims / 2;
inline constexpr std::size_t group_tail_bytes = 2 * group_items * sizeof(float);

// A query for the kernel. |values| <= 127, in the order of a block: 4 for the low halves, 4 for the high ones.
// `widened` holds them in 16 bits, dimensions 0, 2, 1, 3 of each four, for machines that cannot multiply bytes.
struct CoarseQuery {
  const std::int8_t* values = nullptr;  // blocks * block_dims
  const std::int16_t* widened = nullptr;
  float scale = 0, offset = 0, norm = 0;
};

// Finds the items whose bound is at least `bar`. Writes their positions, ascending and counted from `first_position`,
// and bounds; returns how many. Both arrays have room for (number of groups + 1) * group_items.
std::size_t find_bounds(std::span<const std::byte> groups, std::size_t blocks, const CoarseQuery& query,
                        std::uint32_t first_position, float bar, std::uint32_t* positions, float* bounds);

}  // namespace moshaver
