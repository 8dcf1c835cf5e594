#include "engine/ranking/searched_factors.hpp"

#include <algorithm>

namespace moshaver {

std::optional<SearchedFactors> searched_factors(const Model& model) {
  constexpr std::size_t candidate_dim = 64;  // bench/RESULTS.md, "Candidates of a blend"
  const ModelPart* heaviest = nullptr;
  for (const ModelPart& part : model.parts) {
    if (!std::holds_alternative<FactorsPart>(part.data)) continue;
    if (heaviest == nullptr || part.weight > heaviest->weight) heaviest = &part;
  }
  if (heaviest == nullptr || (model.ranker && !model.ranker->generates_candidates(heaviest->name))) return std::nullopt;
  const std::size_t dim = std::get<FactorsPart>(heaviest->data).item_factors.dim();
  const bool alone = model.parts.size() == 1 && !model.ranker;
  return SearchedFactors{heaviest, alone ? dim : std::min(dim, candidate_dim), !alone};
}

FactorMatrix leading_dimensions(const FactorMatrix& factors, std::size_t dim) {
  FactorMatrix leading(factors.rows(), dim);
  for (std::size_t row = 0; row < factors.rows(); ++row) {
    std::ranges::copy(factors.row(row).first(dim), leading.row(row).begin());
  }
  return leading;
}

}  // namespace moshaver
