// `factors`: the customer's vector folded in from the history, the best products by inner product from an index.
//
//   cost  fold-in (ridge_solver.hpp) and one search; evidence and scores come from the same ridge system
//   few   within a blend codes of a byte a value (linalg/code_rows.hpp) stand for the factors, but in the ridge system:
//         rows lie all over memory, and reading them is the cost
//   index within a blend an index of a few leading dimensions is enough to propose candidates: both learners keep the
//         directions that explain most first, and all dimensions then score what was found
#pragma once

#include <memory>

#include "engine/linalg/code_rows.hpp"
#include "engine/model/parts.hpp"
#include "engine/ranking/scorer.hpp"
#include "engine/retrieval/index.hpp"

namespace moshaver {

// The customer's vector: dim values, zeros when no product of the history is known.
void fold_in(const FactorsPart&, const CustomerState&, std::span<float> out);

class FactorsScorer final : public Scorer {
 public:
  // Views the part, which must outlive it and stay where it is; so with all others. `index` is over its item factors.
  FactorsScorer(const FactorsPart& part, std::unique_ptr<Index> index);
  // Of a blend: `proposing` is over `leading`, the first dimensions of the factors; top() is not to be asked. Neither:
  // proposes nothing.
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
  CodeRows codes_;            // of the factors; none: they are read themselves
  std::vector<float> norms_;  // by item
};

}  // namespace moshaver
