// The best `count` of a stream of scored items, in the order of every answer (`ranks_before`).
//
//   method   a buffer holds twice `count` candidates. When it is full, it is sorted, the better half stays, and the
//            worst kept score becomes the bar: the threshold for all later items. O(log count) amortised a candidate in
//            any order; of n items in random order only about count * ln(n / count) pass the bar
//   order    the result does not depend on the order of pushing
//   NaN      is ignored; infinities are kept
//   test     tests/retrieval/top_k_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/retrieval/rank_key.hpp"

namespace moshaver {

// Index of the first of `scores`, from index `from` on, that is at least `bar`; scores.size() if there is none.
[[nodiscard]] std::size_t next_at_least(std::span<const float> scores, std::size_t from, float bar);

class TopK {
 public:
  // Any `count`, also 0 or more than will be pushed.
  explicit TopK(std::size_t count);

  // No item may be pushed twice.
  void push(const ScoredItem& candidate) {
    if (!(candidate.score >= bar_) || count_ == 0) return;  // this way round, NaN fails
    const std::uint64_t key = rank_key(candidate);
    if (key >= bar_key_) return;
    kept_.push_back(key);
    if (kept_.size() == capacity_) shrink();
  }

  // Pushes scores[i] as item first + i if `allows(ItemId)`, which is called only for items that pass the bar.
  template <class Allows>
  void push_block(std::span<const float> scores, ItemId first, const Allows& allows) {
    for (std::size_t i = next_at_least(scores, 0, bar_); i < scores.size(); i = next_at_least(scores, i + 1, bar_)) {
      const ItemId item{first.row + static_cast<std::uint32_t>(i)};
      if (allows(item)) push({item, scores[i]});
    }
  }

  // A lower score is ignored: the worst of the best `count` at the last selection, minus infinity before there are that
  // many. raise_bar() selects now.
  [[nodiscard]] float bar() const { return bar_; }
  void raise_bar() {
    if (count_ > 0 && kept_.size() >= count_) shrink();
  }

  // Best first: `count` items, or all that were pushed if they are fewer. Empties the buffer.
  [[nodiscard]] std::vector<ScoredItem> take();

 private:
  void shrink();

  static constexpr std::uint64_t no_key = std::numeric_limits<std::uint64_t>::max();  // of NaN: no item has it

  std::size_t count_;
  std::size_t capacity_;
  std::vector<std::uint64_t> kept_;  // rank_key
  // The worst of the best `count` so far, once there are as many.
  float bar_ = -std::numeric_limits<float>::infinity();
  std::uint64_t bar_key_ = no_key;
};

}  // namespace moshaver
