// Scores `factors` parts: folds in the customer's vector from the history and finds the best products by inner product
// in an index.
//
//   cost    fold-in (ridge_solver.hpp) and one search; evidence and scores come from the same ridge system
//   codes   in a blend, codes of one byte a value (linalg/code_rows.hpp) replace the factors, except in the ridge
//           system: the cost is reading rows at random from memory
//   index   in a blend, an index over a few leading dimensions suffices to generate candidates: both learners put the
//           directions that explain most first. All dimensions then score the candidates
#pragma once

#include <memory>

#include "engine/linalg/code_rows.hpp"
#include "engine/model/parts.hpp"
#include "engine/ranking/scorer.hpp"
#include "engine/retrieval/index.hpp"

namespace moshaver {

// Writes the customer's vector: dim values, zeros if no product of the history is known.
void fold_in(const FactorsPart&, const CustomerState&, std::span<float> out);

class FactorsScorer final : public Scorer {
 public:
  // Keeps a view of the part, which must outlive it at the same address, as for all scorers. `index` is over its item
  // factors.
  FactorsScorer(const FactorsPart& part, std::unique_ptr<Index> index);
  // For a blend; do not call top(). `generating` is an index over `leading`, the first dimensions of the factors. With
  // both null it generates no candidates.
  [[nodiscard]] static std::unique_ptr<FactorsScorer> of_blend(const FactorsPart&,
                                                               std::unique_ptr<FactorMatrix> leading,
                                                               std::unique_ptr<Index> generating);

  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const override;
  [[nodiscard]] std::vector<std::vector<ScoredItem>> top_batch(std::span<const CustomerState>, std::size_t count,
                                                               std::span<const Exclusions>) const override;
  [[nodiscard]] std::unique_ptr<Query> query(const CustomerState&) const override;
  // By cosine.
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;
  void fold_in(const CustomerState& customer, std::span<float> out) const { moshaver::fold_in(part_, customer, out); }

 private:
  class FactorsQuery;

  const FactorsPart& part_;
  std::unique_ptr<FactorMatrix> leading_;
  std::unique_ptr<Index> index_;
  CodeRows codes_;            // of the factors; no rows: the factors are read
  std::vector<float> norms_;  // by item
};

}  // namespace moshaver
