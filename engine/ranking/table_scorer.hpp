// Scores `table` parts: the same score for every customer. The popularity fallback for unknown customers and empty
// histories.
#pragma once

#include "engine/model/parts.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

class TableScorer final : public Scorer {
 public:
  // Keeps a view of the table, which must outlive it; sorts it once, so that an answer costs only the items it returns.
  explicit TableScorer(const TablePart& table);

  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const override;
  [[nodiscard]] std::unique_ptr<Query> query(const CustomerState&) const override;
  // The most popular other products: a table knows nothing of similarity.
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;

 private:
  class TableQuery;

  std::span<const float> scores_;
  std::vector<ItemId> best_first_;  // all items
};

}  // namespace moshaver
