// `table`: the same score for everybody. The general answer to strangers and empty histories.
#pragma once

#include "engine/model/parts.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

class TableScorer final : public Scorer {
 public:
  // Views the table, which must outlive it; sorts it once, so that an answer costs what it shows.
  explicit TableScorer(const TablePart& table);

  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const override;
  [[nodiscard]] std::unique_ptr<Query> query(const CustomerState&) const override;
  // What is popular beside it: a table knows nothing of similarity.
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;

 private:
  class TableQuery;

  std::span<const float> scores_;
  std::vector<ItemId> best_first_;  // all items
};

}  // namespace moshaver
