#include "engine/ranking/dense_scorer.hpp"

#include "engine/retrieval/top_k.hpp"

namespace moshaver {

std::vector<ScoredItem> DenseScorer::top(const CustomerState& customer, std::size_t count,
                                         const Exclusions& exclusions) const {
  const std::span<float> scores = scratch_scores(item_count_);
  score_one(customer, scores);
  return best_of(scores, count, exclusions);
}

std::vector<ScoredItem> best_of(std::span<const float> scores, std::size_t count, const Exclusions& exclusions) {
  TopK best(count);
  best.push_block(scores, ItemId{0}, [&](ItemId item) { return exclusions.allows(item); });
  return best.take();
}

std::vector<ScoredItem> best_but(ItemId left_out, std::span<const float> scores, std::size_t count,
                                 const Exclusions& exclusions) {
  TopK best(count);
  best.push_block(scores, ItemId{0}, [&](ItemId item) { return item != left_out && exclusions.allows(item); });
  return best.take();
}

std::span<float> scratch_scores(std::size_t item_count) {
  thread_local std::vector<float> scores;
  scores.resize(item_count);
  return scores;
}

}  // namespace moshaver
