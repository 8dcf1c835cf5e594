// A set of rows, and the position of each among them: a bitmap with counts. A look-up of a row outside the set, which
// is most of them, reads one word of 12.5 kB (100,000 rows).
#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "moshaver/types.hpp"

namespace moshaver {

class RowSet {
 public:
  // An empty set of rows below row_count.
  explicit RowSet(std::size_t row_count) : words_(row_count / 64 + 1), before_(row_count / 64 + 1) {}

  void add(std::uint32_t row) {
    assert(row / 64 < words_.size());
    words_[row / 64] |= std::uint64_t{1} << (row % 64);
  }
  // Call it after the last add() and before place_of().
  void count() {
    count([](std::uint32_t) {});
  }
  // The same, and calls visit(row) for each row, ascending.
  template <class Visit>
  void count(const Visit& visit) {
    std::uint32_t count = 0;
    for (std::size_t word = 0; word < words_.size(); ++word) {
      before_[word] = count;
      count += static_cast<std::uint32_t>(std::popcount(words_[word]));
      for (std::uint64_t left = words_[word]; left != 0; left &= left - 1) {
        visit(static_cast<std::uint32_t>(64 * word + static_cast<std::size_t>(std::countr_zero(left))));
      }
    }
  }

  [[nodiscard]] bool contains(std::uint32_t row) const { return (words_[row / 64] >> (row % 64) & 1) != 0; }
  // The position of a row that is in the set.
  [[nodiscard]] std::size_t place_of(std::uint32_t row) const {
    const std::uint64_t below = words_[row / 64] & ((std::uint64_t{1} << (row % 64)) - 1);
    return before_[row / 64] + static_cast<std::size_t>(std::popcount(below));
  }

 private:
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> before_;  // by word: the number of rows in the words before it
};

class CandidateItems {
 public:
  // Any order, repeats allowed; rows below item_count.
  CandidateItems(std::span<const ItemId> items, std::size_t item_count) : rows_(item_count) {
    for (const ItemId item : items) rows_.add(item.row);
    items_.reserve(items.size());
    rows_.count([&](std::uint32_t row) { items_.push_back(ItemId{row}); });
  }

  [[nodiscard]] std::span<const ItemId> items() const { return items_; }  // ascending, each once
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] bool contains(ItemId item) const { return rows_.contains(item.row); }
  [[nodiscard]] std::size_t place_of(ItemId item) const { return rows_.place_of(item.row); }
  // Calls visit(at, place) for each rows[at] that is a candidate. Finds them without branches first, because the
  // branches would be mispredicted.
  template <class Visit>
  void for_each_among(std::span<const std::uint32_t> rows, const Visit& visit) const {
    thread_local std::vector<std::uint32_t> found;
    if (found.size() < rows.size()) found.resize(2 * rows.size());
    std::size_t count = 0;
    for (std::uint32_t at = 0; at < rows.size(); ++at) {
      found[count] = at;
      count += rows_.contains(rows[at]) ? 1 : 0;
    }
    for (const std::uint32_t at : std::span(found).first(count)) visit(at, rows_.place_of(rows[at]));
  }

 private:
  std::vector<ItemId> items_;
  RowSet rows_;
};

}  // namespace moshaver
