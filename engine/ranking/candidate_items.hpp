// Some products out of many, and the place of each among them: a bit a product with counts beside, so that asking for
// one that is not there, as scorers mostly do, is one look at 12.5 kB (100,000 products).
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "moshaver/types.hpp"

namespace moshaver {

class CandidateItems {
 public:
  // Any order, repeats allowed; rows below item_count.
  CandidateItems(std::vector<ItemId> items, std::size_t item_count)
      : items_(std::move(items)), words_(item_count / 64 + 1), before_(item_count / 64 + 1) {
    std::sort(items_.begin(), items_.end());
    items_.erase(std::unique(items_.begin(), items_.end()), items_.end());
    for (const ItemId item : items_) {
      assert(item.row < item_count);
      words_[item.row / 64] |= std::uint64_t{1} << (item.row % 64);
    }
    std::uint32_t count = 0;
    for (std::size_t word = 0; word < words_.size(); ++word) {
      before_[word] = count;
      count += static_cast<std::uint32_t>(std::popcount(words_[word]));
    }
  }

  [[nodiscard]] std::span<const ItemId> items() const { return items_; }  // ascending, each once
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] bool contains(ItemId item) const { return (words_[item.row / 64] >> (item.row % 64) & 1) != 0; }
  // Of a product that is among them.
  [[nodiscard]] std::size_t place_of(ItemId item) const {
    const std::uint64_t below = words_[item.row / 64] & ((std::uint64_t{1} << (item.row % 64)) - 1);
    return before_[item.row / 64] + static_cast<std::size_t>(std::popcount(below));
  }

 private:
  std::vector<ItemId> items_;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> before_;  // by word: how many stand in the words before it
};

}  // namespace moshaver
