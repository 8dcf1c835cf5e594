// The item factors that an index is built over: all of a single part; for a blend, the leading dimensions of the
// factors part of largest weight. The other factors parts generate no candidates, as they would find much the same.
#pragma once

#include <optional>

#include "engine/model/parts.hpp"

namespace moshaver {

struct SearchedFactors {
  const ModelPart* part = nullptr;
  std::size_t dim = 0;           // the number of leading dimensions
  bool only_candidates = false;  // for a blend: all parts score what the index finds

  [[nodiscard]] const FactorsPart& factors() const { return std::get<FactorsPart>(part->data); }
};

// Keeps a view of the model. nullopt: the model has no factors, or they generate no candidates for its ranker.
[[nodiscard]] std::optional<SearchedFactors> searched_factors(const Model&);

// The first `dim` values of each row; the rows have at least as many.
[[nodiscard]] FactorMatrix leading_dimensions(const FactorMatrix&, std::size_t dim);

}  // namespace moshaver
