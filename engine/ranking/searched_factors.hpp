// Which factors of a model an index is asked about: those of its one part as they are, and of a blend the leading
// dimensions of the heaviest part that has factors, which proposes for all of them (they find much the same).
#pragma once

#include <optional>

#include "engine/model/parts.hpp"

namespace moshaver {

struct SearchedFactors {
  const ModelPart* part = nullptr;
  std::size_t dim = 0;           // the first so many of its dimensions
  bool only_candidates = false;  // of a blend: what is found is scored by all parts

  [[nodiscard]] const FactorsPart& factors() const { return std::get<FactorsPart>(part->data); }
};

// Views the model. Nothing: the model has no factors, or a blend whose ranker wants no proposals of them.
[[nodiscard]] std::optional<SearchedFactors> searched_factors(const Model&);

// The first `dim` values of each row, of which there are at least so many.
[[nodiscard]] FactorMatrix leading_dimensions(const FactorMatrix&, std::size_t dim);

}  // namespace moshaver
