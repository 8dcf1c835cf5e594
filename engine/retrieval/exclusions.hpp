// The items that a search must not return. Filters apply inside the search, so it returns exactly `count` items
// whenever that many are eligible.
//
//   two kinds   items excluded for this customer (the history: a short sorted list, made for one request), and items
//               excluded for everybody (the shop's rules: one bit an item, shared by many requests)
//   ownership   Exclusions views both; they must live, unchanged, until the search returns
//   cost        allows(): one bit and a binary search of the list. Searches call it only for items that score high
//               enough, and skip 64 items at once if none of their bits is set
#pragma once

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "moshaver/types.hpp"

namespace moshaver {

// A set of items as one bit each: 12.5 kB for 100,000 products.
class EligibleItems {
 public:
  // Items 0 to item_count - 1: all of them, or none.
  EligibleItems(std::size_t item_count, bool all)
      : item_count_(item_count), count_(all ? item_count : 0), words_((item_count + 63) / 64, all ? ~0ULL : 0ULL) {
    if (all && item_count % 64 != 0) words_.back() = (1ULL << (item_count % 64)) - 1;
  }

  // The items whose bits are set in `words`, which has one bit an item, zeros past the last.
  EligibleItems(std::size_t item_count, std::vector<std::uint64_t> words)
      : item_count_(item_count), count_(0), words_(std::move(words)) {
    assert(words_.size() == (item_count + 63) / 64);
    for (const std::uint64_t word : words_) count_ += static_cast<std::size_t>(std::popcount(word));
  }

  void set(ItemId item, bool eligible) {
    assert(item.row < item_count_);
    if (contains(item) == eligible) return;
    words_[item.row / 64] ^= 1ULL << (item.row % 64);
    eligible ? ++count_ : --count_;
  }
  [[nodiscard]] bool contains(ItemId item) const {
    assert(item.row < item_count_);
    return (words_[item.row / 64] >> (item.row % 64) & 1) != 0;
  }

  [[nodiscard]] std::size_t item_count() const { return item_count_; }
  [[nodiscard]] std::size_t count() const { return count_; }
  // Bit i of word w is item 64 w + i; bits past the last item are zero.
  [[nodiscard]] std::span<const std::uint64_t> words() const { return words_; }

 private:
  std::size_t item_count_;
  std::size_t count_;
  std::vector<std::uint64_t> words_;
};

struct Exclusions {
  std::span<const ItemId> items = {};       // ascending, each once; may name items the index does not have
  const EligibleItems* eligible = nullptr;  // null: every item. Else over exactly the items of the index

  [[nodiscard]] bool allows(ItemId item) const {
    return (eligible == nullptr || eligible->contains(item)) && !std::binary_search(items.begin(), items.end(), item);
  }

  // How many of items 0 to item_count - 1 may be returned. O(|items|).
  [[nodiscard]] std::size_t allowed_count(std::size_t item_count) const {
    const auto removed = std::count_if(items.begin(), items.end(), [&](ItemId item) {
      return item.row < item_count && (eligible == nullptr || eligible->contains(item));
    });
    return (eligible == nullptr ? item_count : eligible->count()) - static_cast<std::size_t>(removed);
  }

  // The eligible ones of the 64 items from 64 * word on, as bits; ignores `items`.
  [[nodiscard]] std::uint64_t eligible_word(std::size_t word) const {
    return eligible == nullptr ? ~0ULL : eligible->words()[word];
  }
};

}  // namespace moshaver
