// Scorers that work out every product's score and then pick the best.
#pragma once

#include "engine/ranking/scorer.hpp"

namespace moshaver {

class DenseScorer : public Scorer {
 public:
  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const final;

 protected:
  explicit DenseScorer(std::size_t item_count) : item_count_(item_count) {}
  // Overwrites all of `scores`, one a product.
  virtual void score_one(const CustomerState&, std::span<float> scores) const = 0;
  [[nodiscard]] std::size_t item_count() const { return item_count_; }

 private:
  std::size_t item_count_;
};

// The best of scores[i] for item i, by one pass.
[[nodiscard]] std::vector<ScoredItem> best_of(std::span<const float> scores, std::size_t count, const Exclusions&);
// The same, leaving out one more.
[[nodiscard]] std::vector<ScoredItem> best_but(ItemId left_out, std::span<const float> scores, std::size_t count,
                                               const Exclusions&);
// One float a product, in space of this thread: valid until the thread's next call.
[[nodiscard]] std::span<float> scratch_scores(std::size_t item_count);

}  // namespace moshaver
