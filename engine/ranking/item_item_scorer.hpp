// Scores `item_item` parts: score(i) = Σ_h n_h^count_exponent basket_decay^a_h K(h, i) + popularity_weight
// popularity(i), over the products h bought in n_h baskets, the last of them a_h baskets before the customer's latest.
//
//   cost  the entries of the history's rows, and one pass over all products for the best: 41,000 products and 30 rows
//         of 500 entries take about 30 us
#pragma once

#include <memory>
#include <optional>

#include "engine/embedding/ridge_solver.hpp"
#include "engine/model/parts.hpp"
#include "engine/ranking/dense_scorer.hpp"

namespace moshaver {

class ItemItemScorer final : public DenseScorer {
 public:
  // Keeps views of both parts, which must outlive it.
  ItemItemScorer(const ItemItemPart& part, const TablePart& popularity)
      : DenseScorer(popularity.scores.size()), part_(part), popularity_(popularity.scores) {}
  // For a blend: generates candidates from the 64 largest entries of each row, which find as much as all entries
  // (bench/RESULTS.md, "Candidates of a blend"). Keeps a copy of these, 520 bytes a product.
  [[nodiscard]] static std::unique_ptr<ItemItemScorer> candidate_generator(const ItemItemPart&,
                                                                           const TablePart& popularity);

  [[nodiscard]] std::unique_ptr<Query> query(const CustomerState&) const override;
  // By the product's own row: what its buyers also buy.
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;

 private:
  class ItemItemQuery;

  void score_one(const CustomerState&, std::span<float> scores) const override;
  void set_popularity(std::span<float> scores) const;
  [[nodiscard]] std::vector<WeightedItem> weighted_history(const CustomerState&) const;
  void add_row(ItemId source, float weight, std::span<float> scores) const;

  const ItemItemPart& part_;
  std::span<const float> popularity_;
  std::optional<SparseRows> leading_;  // the largest entries of each row, unordered; none: candidates use all entries
};

}  // namespace moshaver
