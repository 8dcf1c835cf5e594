#include "engine/linalg/orthonormal.hpp"

#include <lapacke.h>

#include <cmath>
#include <vector>

#include "engine/linalg/blas.hpp"

namespace moshaver {

namespace {

// Y <- Y L^-T with Y^T Y = L L^T.
bool one_pass(FactorMatrix& tall, std::size_t threads) {
  const auto dim = static_cast<int>(tall.dim());
  std::vector<double> factor = gramian(tall, threads);
  // A symmetric matrix is the same by columns, and its factor U has U^T U = Y^T Y, so L^-T is U^-1.
  if (LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'U', dim, factor.data(), dim) != 0) return false;
  if (LAPACKE_dtrtri(LAPACK_COL_MAJOR, 'U', 'N', dim, factor.data(), dim) != 0) return false;
  std::vector<double> inverse(factor.size(), 0.0);  // row-major
  for (std::size_t row = 0; row < tall.dim(); ++row) {
    for (std::size_t column = row; column < tall.dim(); ++column) {
      const double value = factor[column * tall.dim() + row];
      if (!std::isfinite(value)) return false;
      inverse[row * tall.dim() + column] = value;
    }
  }
  rotate(tall, inverse, threads);
  return true;
}

}  // namespace

bool orthonormalize_columns(FactorMatrix& tall, std::size_t threads) {
  return one_pass(tall, threads) && one_pass(tall, threads);
}

}  // namespace moshaver
