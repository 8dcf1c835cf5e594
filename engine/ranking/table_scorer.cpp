#include "engine/ranking/table_scorer.hpp"

#include <algorithm>

#include "engine/ranking/dense_scorer.hpp"

namespace moshaver {

TableScorer::TableScorer(const TablePart& table) : scores_(table.scores) {
  for (std::uint32_t row = 0; row < scores_.size(); ++row) best_first_.push_back(ItemId{row});
  std::stable_sort(best_first_.begin(), best_first_.end(),
                   [&](ItemId a, ItemId b) { return scores_[a.row] > scores_[b.row]; });
}

std::vector<ScoredItem> TableScorer::top(const CustomerState&, std::size_t count, const Exclusions& exclusions) const {
  std::vector<ScoredItem> best;
  for (const ItemId item : best_first_) {
    if (best.size() == count) break;
    if (exclusions.allows(item)) best.push_back({item, scores_[item.row]});
  }
  return best;
}

class TableScorer::TableQuery final : public Query {
 public:
  explicit TableQuery(const TableScorer& scorer) : scorer_(scorer) {}

  std::vector<ScoredItem> top(std::size_t count, const Exclusions& exclusions) override {
    return scorer_.top({}, count, exclusions);
  }
  void generate_candidates(std::size_t count, const Exclusions& exclusions, std::vector<ItemId>& out) override {
    for (const ScoredItem& scored : scorer_.top({}, count, exclusions)) out.push_back(scored.item);
  }
  void score(const CandidateItems& candidates, std::span<float> scores) override {
    for (std::size_t at = 0; at < scores.size(); ++at) scores[at] = scorer_.scores_[candidates.items()[at].row];
  }
  void add_terms(ItemId item, std::vector<Contribution>& out) override {
    if (item.row < scorer_.scores_.size()) out.push_back({ReasonCode::popular, item, scorer_.scores_[item.row], 0});
  }

 private:
  const TableScorer& scorer_;
};

std::unique_ptr<Query> TableScorer::query(const CustomerState&) const { return std::make_unique<TableQuery>(*this); }

std::vector<ScoredItem> TableScorer::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  return best_but(item, scores_, count, exclusions);
}

}  // namespace moshaver
