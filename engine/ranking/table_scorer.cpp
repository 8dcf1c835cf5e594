#include "engine/ranking/table_scorer.hpp"

#include <algorithm>

#include "engine/ranking/dense_scorer.hpp"

namespace moshaver {

std::vector<ScoredItem> TableScorer::top(const CustomerState&, std::size_t count, const Exclusions& exclusions) const {
  return best_of(scores_, count, exclusions);
}

void TableScorer::score_all(std::span<const CustomerState> customers, std::span<float> scores) const {
  for (std::size_t row = 0; row < customers.size(); ++row) {
    std::copy(scores_.begin(), scores_.end(), scores.begin() + static_cast<std::ptrdiff_t>(row * scores_.size()));
  }
}

std::vector<Contribution> TableScorer::evidence(const CustomerState&, ItemId item) const {
  if (item.row >= scores_.size() || scores_[item.row] == 0) return {};
  return {{ReasonCode::popular, item, scores_[item.row], 0}};
}

std::vector<ScoredItem> TableScorer::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  return best_but(item, scores_, count, exclusions);
}

}  // namespace moshaver
