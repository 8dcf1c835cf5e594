// The best `count` of a stream of scored items, in the order of every answer (`ranks_before`).
//
//   idea     candidates gather in a buffer of twice `count`; when it is full, a selection keeps the better half and the
//            worst kept one becomes the bar for the rest. O(1) amortised a candidate, whatever the order of the stream;
//            and of a long stream in random order only some count * ln(n / count) pass the bar at all
//   order    the answer does not depend on the order of pushing
//   NaN      never enters; infinities do
//   test     tests/retrieval/top_k_test.cpp
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "moshaver/types.hpp"

namespace moshaver {

// Index of the first of `scores`, from index `from` on, that is at least `bar`; scores.size() if there is none.
[[nodiscard]] std::size_t next_at_least(std::span<const float> scores, std::size_t from, float bar);

class TopK {
 public:
  // Any `count`, 0 and more than will ever be pushed included.
  explicit TopK(std::size_t count);

  // No item may be pushed twice.
  void push(ScoredItem candidate) {
    if (!(candidate.score >= bar_.score) || count_ == 0) return;  // this way round, NaN fails
    if (full_ && !ranks_before(candidate, bar_)) return;
    kept_.push_back(candidate);
    if (kept_.size() == capacity_) shrink();
  }

  // Pushes scores[i] as item first + i, for each item that `allows(ItemId)` lets through. It is asked only about items
  // that are good enough.
  template <class Allows>
  void push_block(std::span<const float> scores, ItemId first, const Allows& allows) {
    for (std::size_t i = next_at_least(scores, 0, bar_.score); i < scores.size();
         i = next_at_least(scores, i + 1, bar_.score)) {
      const ItemId item{first.row + static_cast<std::uint32_t>(i)};
      if (allows(item)) push({item, scores[i]});
    }
  }

  // What a score must reach to matter: that of the worst of the best `count` as of the last selection; minus infinity
  // before there are as many. raise_bar() selects now.
  [[nodiscard]] float bar() const { return bar_.score; }
  void raise_bar() {
    if (count_ > 0 && kept_.size() >= count_) shrink();
  }

  // Best first: `count` items, or all that were pushed if they are fewer. Empties the buffer.
  [[nodiscard]] std::vector<ScoredItem> take();

 private:
  void shrink();

  std::size_t count_;
  std::size_t capacity_;
  std::vector<ScoredItem> kept_;
  bool full_ = false;  // `bar_` is an item: the worst of the best `count` so far
  ScoredItem bar_{ItemId{0}, -std::numeric_limits<float>::infinity()};
};

}  // namespace moshaver
