// Scores every eligible item: the reference for the exact index, and faster than it for small catalogues and for few
// eligible items.
//
//   cost     blocks of 64 rows; a score counts only if it reaches the worst of the best `count` so far, and only then
//            are the exclusions checked. If few of 64 items are eligible, only those are scored. Bound by memory:
//            100,000 x 128 floats are 51 MB, about 1 ms at 50 GB/s a core; with .01% eligible, a microsecond
//   test     tests/retrieval/exact_index_test.cpp: a plain scan in double as reference
#pragma once

#include <span>
#include <vector>

#include "engine/linalg/factor_matrix.hpp"
#include "engine/retrieval/exclusions.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

// As Index::search of an exact index. The factors passed check_item_factors.
[[nodiscard]] std::vector<ScoredItem> plain_scan(const FactorMatrix& item_factors, std::span<const float> query,
                                                 std::size_t count, const Exclusions& exclusions);

}  // namespace moshaver
