// Gramian, eigenbasis and rotation of whole factor matrices, for training; and the textbook Cholesky step on OpenBLAS,
// which the benchmarks time beside ours (dense_kernels.hpp). All matrices are row-major.
//
//   threads  OpenBLAS runs on the calling thread alone. Work is divided here, so that results do not depend on the
//            number of threads
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

// The lower triangle of c (k x k) += aᵀ a, where a is n x k.
void add_inner_gram(std::span<const float> a, std::span<float> c, std::size_t n, std::size_t k);
// Solves a x = b in place by Cholesky; only the lower triangle of a (n x n) is read, and overwritten. False: a is not
// positive definite to float precision.
[[nodiscard]] bool solve_cholesky(std::span<float> a, std::span<float> b, std::size_t n);

// The same in two steps, for several right sides. First the upper triangle of `system`, whose rows are `stride` apart,
// becomes U with UᵀU = system; then each x is solved in place. False as above.
[[nodiscard]] bool factor_cholesky(float* system, std::size_t stride, std::size_t n);
void solve_factored(const float* factor, std::size_t stride, std::span<float> x);

// Yᵀ Y in double, dim x dim, summed block by block in a fixed order.
[[nodiscard]] std::vector<double> gramian(const FactorMatrix& factors, std::size_t threads);
// Eigenvalues, ascending, and eigenvectors (columns) of a symmetric dim x dim matrix.
struct Eigenbasis {
  std::vector<double> values;
  std::vector<double> vectors;  // dim x dim, row-major, one vector a column
};
[[nodiscard]] Eigenbasis eigenbasis(const std::vector<double>& symmetric, std::size_t dim);
// Every row of `factors` times `basis` (dim x dim), in place.
void rotate(FactorMatrix& factors, const std::vector<double>& basis, std::size_t threads);

}  // namespace moshaver
