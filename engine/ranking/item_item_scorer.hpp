// `item_item`: score(i) = Σ_h n_h^count_exponent K(h, i) + popularity_weight popularity(i), over the products h held in
// n_h baskets.
//
//   cost  the entries of the history's rows, and one pass over all products for the best: 41,000 products and 30 rows
//   of
//         500 take some 30 us
#pragma once

#include "engine/ranking/parts.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

class ItemItemScorer final : public Scorer {
 public:
  // Views both parts, which must outlive it.
  ItemItemScorer(const ItemItemPart& part, const TablePart& popularity, float popularity_weight)
      : part_(part), popularity_(popularity.scores), popularity_weight_(popularity_weight) {}

  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const override;
  [[nodiscard]] std::vector<Contribution> evidence(const CustomerState&, ItemId) const override;
  // The product's own row: what its buyers also buy.
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;

 private:
  [[nodiscard]] float weight_of(const HeldItem&) const;
  void add_row(ItemId source, float weight, std::span<float> scores) const;

  const ItemItemPart& part_;
  std::span<const float> popularity_;
  float popularity_weight_;
};

}  // namespace moshaver
