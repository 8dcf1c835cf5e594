// The best `count` of a stream of scored items, in the order of every answer (`ranks_before`).
//
//   idea     candidates gather in a buffer of twice `count`; when it is full, it is sorted, the better half stays and the
//            worst kept one becomes the bar for the rest. O(log count) amortised a candidate, whatever the order of the
//            stream; and of a long stream in random order only some count * ln(n / count) pass the bar at all
//   order    the answer does not depend on the order of pushing
//   NaN      never enters; infinities do
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
  // Any `count`, 0 and more than will ever be pushed included.
  explicit TopK(std::size_t count);

  // No item may be pushed twice.
  void push(const ScoredItem& candidate) {
    if (!(candidate.score >= bar_) || count_ == 0) return;  // this way round, NaN fails
    const std::uint64_t key = rank_key(candidate);
    if (key >= bar_key_) return;
    kept_.push_back(key);
    if (kept_.size() == capacity_) shrink();
  }

  // Pushes scores[i] as item first + i, for each item that `allows(ItemId)` lets through. It is asked only about items
  // that are good enough.
  template <class Allows>
  void push_block(std::span<const float> scores, ItemId first, const Allows& allows) {
    for (std::size_t i = next_at_least(scores, 0, bar_); i < scores.size(); i = next_at_least(scores, i + 1, bar_)) {
      const ItemId item{first.row + static_cast<std::uint32_t>(i)};
      if (allows(item)) push({item, scores[i]});
    }
  }

  // What a score must reach to matter: that of the worst of the best `count` as of the last selection; minus infinity
  // before there are as many. raise_bar() selects now.
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
