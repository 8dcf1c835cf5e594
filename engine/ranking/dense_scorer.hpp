// Scorers that compute the score of every product and then select the best.
#pragma once

#include "engine/ranking/scorer.hpp"

namespace moshaver {

class DenseScorer : public Scorer {
 public:
  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const final;

 protected:
  explicit DenseScorer(std::size_t item_count) : item_count_(item_count) {}
  // Overwrites `scores`, one a product.
  virtual void score_one(const CustomerState&, std::span<float> scores) const = 0;
  [[nodiscard]] std::size_t item_count() const { return item_count_; }

 private:
  std::size_t item_count_;
};

// The best items, where scores[i] is the score of item i.
[[nodiscard]] std::vector<ScoredItem> best_of(std::span<const float> scores, std::size_t count, const Exclusions&);
// The same without one more item.
[[nodiscard]] std::vector<ScoredItem> best_but(ItemId left_out, std::span<const float> scores, std::size_t count,
                                               const Exclusions&);
// One float a product in memory of this thread: valid until the thread's next call.
[[nodiscard]] std::span<float> scratch_scores(std::size_t item_count);

}  // namespace moshaver
