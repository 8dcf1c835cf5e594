// A sparse matrix times a dense one.
//
//   cost    2 dim flops an entry
//   values  every row is summed in the order of its entries, so the result is the same at any thread count
#pragma once

#include <cstddef>

#include "engine/data/sparse_rows.hpp"
#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

// sparse.row_count() x dense.dim(); the columns of `sparse` are the rows of `dense`.
[[nodiscard]] FactorMatrix sparse_product(const SparseRows& sparse, const FactorMatrix& dense, std::size_t threads);

}  // namespace moshaver
