// Answers from the relations of a model: what goes with a product, or replaces it.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/data/sparse_rows.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

// The row's largest, best first; ties go to the smaller ItemId. At most `count`: a product may have few. A product beyond
// the rows has none.
[[nodiscard]] std::vector<ScoredItem> related(const SparseRows& rows, ItemId item, std::size_t count);

}  // namespace moshaver
