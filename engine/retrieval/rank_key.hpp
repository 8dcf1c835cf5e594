// The order of answers (`ranks_before`) as an order of integers. Vector instructions compare eight integers at once,
// while pairs of score and id are compared one by one, each with a branch that is hard to predict.
//
//   source  vqsort: Blacher, Giesen, Sanders & Wassenberg, "Vectorized and performance-portable Quicksort" (2022)
//   test    tests/retrieval/rank_key_test.cpp
#pragma once

#include <bit>
#include <cstdint>
#include <span>

#include "moshaver/types.hpp"

namespace moshaver {

// a ranks before b exactly if rank_key(a) < rank_key(b). The score is not NaN; -0 counts as 0.
[[nodiscard]] constexpr std::uint64_t rank_key(const ScoredItem& item) {
  const auto bits = std::bit_cast<std::uint32_t>(item.score + 0.0F);
  const std::uint32_t descending = (bits >> 31) != 0 ? bits : ~bits & 0x7FFFFFFFU;
  return std::uint64_t{descending} << 32 | item.item.row;
}

// The item of a key.
[[nodiscard]] constexpr ScoredItem ranked(std::uint64_t key) {
  const auto descending = static_cast<std::uint32_t>(key >> 32);
  const std::uint32_t bits = (descending >> 31) != 0 ? descending : ~descending & 0x7FFFFFFFU;
  return {ItemId{static_cast<std::uint32_t>(key)}, std::bit_cast<float>(bits)};
}

// Ascending: the best first.
void sort_keys(std::span<std::uint64_t> keys);

}  // namespace moshaver
