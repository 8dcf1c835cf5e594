// A set of products as bits. A rule is then an AND or an AND NOT of words: 64 products a step.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "moshaver/types.hpp"

namespace moshaver {

using ItemBitmap = std::vector<std::uint64_t>;

[[nodiscard]] inline std::size_t word_count(std::size_t items) { return (items + 63) / 64; }
[[nodiscard]] inline bool has_bit(const ItemBitmap& words, std::uint32_t row) {
  return row / 64 < words.size() && (words[row / 64] >> (row % 64) & 1) != 0;
}
inline void set_bit(ItemBitmap& words, std::uint32_t row, bool value) {
  if (words.size() <= row / 64) words.resize(row / 64 + std::size_t{1});
  const std::uint64_t bit = std::uint64_t{1} << (row % 64);
  value ? words[row / 64] |= bit : words[row / 64] &= ~bit;
}
// The first `items` bits.
[[nodiscard]] inline ItemBitmap all_bits(std::size_t items) {
  ItemBitmap words(word_count(items), ~std::uint64_t{0});
  if (items % 64 != 0) words.back() = (std::uint64_t{1} << (items % 64)) - 1;
  return words;
}
[[nodiscard]] inline std::size_t count_bits(const ItemBitmap& words) {
  std::size_t count = 0;
  for (const std::uint64_t word : words) count += static_cast<std::size_t>(std::popcount(word));
  return count;
}

}  // namespace moshaver
