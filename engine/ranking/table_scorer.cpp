#include "engine/ranking/table_scorer.hpp"

#include "engine/retrieval/top_k.hpp"

namespace moshaver {

std::vector<ScoredItem> TableScorer::top(const CustomerState&, std::size_t count, const Exclusions& exclusions) const {
  TopK best(count);
  best.push_block(scores_, ItemId{0}, [&](ItemId item) { return exclusions.allows(item); });
  return best.take();
}

std::vector<Contribution> TableScorer::evidence(const CustomerState&, ItemId item) const {
  if (item.row >= scores_.size() || scores_[item.row] == 0) return {};
  return {{ReasonCode::popular, item, scores_[item.row], 0}};
}

std::vector<ScoredItem> TableScorer::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  TopK best(count);
  best.push_block(scores_, ItemId{0}, [&](ItemId other) { return other != item && exclusions.allows(other); });
  return best.take();
}

}  // namespace moshaver
