// Every eligible item scored: the reference for the exact index, and faster than it on small catalogues and where few items
// are eligible.
//
//   cost     blocks of 64 rows; a score goes on only if it reaches the worst of the best `count` so far, and only then
//            are the exclusions asked. Where few of 64 items are eligible, those few alone are scored. Bound by memory:
//            100,000 x 128 floats are 51 MB, about 1 ms where a core reads 50 GB/s; with .01% eligible a microsecond
//   test     tests/retrieval/exact_index_test.cpp: a plain scan in double as reference
#pragma once

#include <span>
#include <vector>

#include "engine/linalg/factor_matrix.hpp"
#include "engine/retrieval/exclusions.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

// What Index::search of an exact index promises, for checked factors.
[[nodiscard]] std::vector<ScoredItem> plain_scan(const FactorMatrix& item_factors, std::span<const float> query,
                                                 std::size_t count, const Exclusions& exclusions);

}  // namespace moshaver
