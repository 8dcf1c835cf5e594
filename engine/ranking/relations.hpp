// Reads the relations of a model: the complements or substitutes of a product.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/data/sparse_rows.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

// The largest entries of the item's row, best first; ties go to the smaller ItemId. At most `count`: a product may have
// fewer; one without a row has none.
[[nodiscard]] std::vector<ScoredItem> related(const SparseRows& rows, ItemId item, std::size_t count);

}  // namespace moshaver
