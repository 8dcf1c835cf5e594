#include "models/low_pass/singular_vectors.hpp"

#include <algorithm>
#include <vector>

#include "engine/linalg/blas.hpp"
#include "engine/linalg/orthonormal.hpp"
#include "engine/linalg/sparse_product.hpp"
#include "engine/parallel/parallel_for.hpp"
#include "models/random/initial_factors.hpp"

namespace moshaver {

namespace {

constexpr std::size_t oversampling = 32;

// The last `dim` columns of `factors` times `vectors`, last first, because eigenvalues ascend.
FactorMatrix leading(const FactorMatrix& factors, const std::vector<double>& vectors, std::size_t dim) {
  FactorMatrix rotated = factors;
  rotate(rotated, vectors, 1);
  FactorMatrix out(factors.rows(), dim);
  for (std::size_t row = 0; row < factors.rows(); ++row) {
    const auto from = rotated.row(row).last(dim);
    std::reverse_copy(from.begin(), from.end(), out.row(row).begin());
  }
  return out;
}

}  // namespace

std::size_t nonempty_rows(const SparseRows& rows) {
  std::size_t count = 0;
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) count += rows.size_of(row) > 0;
  return count;
}

FactorMatrix singular_vectors(const SparseRows& matrix, const SparseRows& transposed,
                              const SingularVectorsConfig& config, const ProgressSink& progress) {
  const std::size_t threads = thread_count_or_all(config.threads);
  // Empty rows and columns are not counted: they would make the basis linearly dependent.
  const std::size_t rank = std::min(nonempty_rows(matrix), nonempty_rows(transposed));
  std::size_t width = std::min(config.dim + oversampling, rank);
  while (width > 0) {
    FactorMatrix basis = initial_factors(transposed.row_count(), width, config.seed);
    bool independent = true;
    for (std::size_t pass = 0; pass < config.passes && independent; ++pass) {
      basis = sparse_product(transposed, sparse_product(matrix, basis, threads), threads);
      independent = orthonormalize_columns(basis, threads);
      report(progress, {"singular vectors", pass + 1, config.passes, "passes"});
    }
    if (independent) {
      const std::vector<double> small = gramian(sparse_product(matrix, basis, threads), threads);
      return leading(basis, eigenbasis(small, width).vectors, std::min(config.dim, width));
    }
    width -= (width + 3) / 4;  // the rank of the data is lower than that
  }
  return {transposed.row_count(), 1};
}

}  // namespace moshaver
