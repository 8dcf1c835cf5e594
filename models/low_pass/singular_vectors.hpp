// The leading right singular vectors of a sparse matrix, by randomised subspace iteration with Rayleigh–Ritz at the end.
//
//   cost    per pass 4 nnz width flops of sparse products and 8 columns width² of orthonormalisation, width = dim + 32
//   memory  4 width (rows + columns) bytes, twice
//   order   the same seed gives the same vectors at any thread count
//   source  Halko, Martinsson & Tropp, SIAM Review 2011, alg. 4.4
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/data/sparse_rows.hpp"
#include "engine/linalg/factor_matrix.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

struct SingularVectorsConfig {
  std::size_t dim = 64;
  std::size_t passes = 5;
  std::uint64_t seed = 1;
  std::size_t threads = 1;
};

// columns x at most dim (at least 1), orthonormal, the largest singular value first; fewer if the rank of the matrix is
// lower, one column of zeros if it is 0. `transposed` is the transpose of `matrix`.
[[nodiscard]] FactorMatrix singular_vectors(const SparseRows& matrix, const SparseRows& transposed,
                                            const SingularVectorsConfig&, const ProgressSink& = {});

[[nodiscard]] std::size_t nonempty_rows(const SparseRows&);

}  // namespace moshaver
