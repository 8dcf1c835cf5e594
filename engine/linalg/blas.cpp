#include "engine/linalg/blas.hpp"

#include <cblas.h>
#include <lapacke.h>

#include <algorithm>
#include <cassert>

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

// OpenBLAS would start its own threads, and their number would change the sums.
[[maybe_unused]] const bool one_thread = [] {
  openblas_set_num_threads(1);
  return true;
}();

constexpr std::size_t block_rows = 4'096;

int as_int(std::size_t size) { return static_cast<int>(size); }

}  // namespace

void multiply(std::span<const float> a, std::span<const float> b, std::span<float> c, std::size_t m, std::size_t k,
              std::size_t n) {
  assert(a.size() >= m * k && b.size() >= k * n && c.size() >= m * n);
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, as_int(m), as_int(n), as_int(k), 1, a.data(), as_int(k),
              b.data(), as_int(n), 0, c.data(), as_int(n));
}

void add_outer_gram(std::span<const float> a, std::span<float> c, std::size_t n, std::size_t k) {
  cblas_ssyrk(CblasRowMajor, CblasLower, CblasNoTrans, as_int(n), as_int(k), 1, a.data(), as_int(k), 1, c.data(),
              as_int(n));
}

void add_inner_gram(std::span<const float> a, std::span<float> c, std::size_t n, std::size_t k) {
  cblas_ssyrk(CblasRowMajor, CblasLower, CblasTrans, as_int(k), as_int(n), 1, a.data(), as_int(k), 1, c.data(),
              as_int(k));
}

void multiply_transposed(std::span<const float> a, std::span<const float> x, std::span<float> out, std::size_t n,
                         std::size_t k) {
  cblas_sgemv(CblasRowMajor, CblasTrans, as_int(n), as_int(k), 1, a.data(), as_int(k), x.data(), 1, 0, out.data(), 1);
}

bool solve_cholesky(std::span<float> a, std::span<float> b, std::size_t n) {
  // The lower triangle by rows is the upper one by columns, which LAPACK takes without a copy.
  if (LAPACKE_spotrf_work(LAPACK_COL_MAJOR, 'U', as_int(n), a.data(), as_int(n)) != 0) return false;
  return LAPACKE_spotrs_work(LAPACK_COL_MAJOR, 'U', as_int(n), 1, a.data(), as_int(n), b.data(), as_int(n)) == 0;
}

std::vector<double> gramian(const FactorMatrix& factors, std::size_t threads) {
  const std::size_t dim = factors.dim();
  const std::size_t blocks = (factors.rows() + block_rows - 1) / block_rows;
  std::vector<double> sum(dim * dim, 0.0);
  // A few blocks at a time, so that memory does not grow with the rows; added up in block order.
  constexpr std::size_t wave = 16;
  std::vector<std::vector<float>> partial(std::min(wave, blocks));
  for (std::size_t first_block = 0; first_block < blocks; first_block += wave) {
    const std::size_t count = std::min(wave, blocks - first_block);
    parallel_for(count, 1, threads, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t first = (first_block + i) * block_rows;
        const std::size_t rows = std::min(block_rows, factors.rows() - first);
        partial[i].assign(dim * dim, 0.0F);
        add_inner_gram(factors.block(first, rows), partial[i], rows, dim);
      }
    });
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t at = 0; at < sum.size(); ++at) sum[at] += partial[i][at];
    }
  }
  for (std::size_t row = 0; row < dim; ++row) {
    for (std::size_t column = row + 1; column < dim; ++column) sum[row * dim + column] = sum[column * dim + row];
  }
  return sum;
}

Eigenbasis eigenbasis(const std::vector<double>& symmetric, std::size_t dim) {
  Eigenbasis basis{std::vector<double>(dim), symmetric};
  [[maybe_unused]] const int failed =
      LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 'V', 'L', as_int(dim), basis.vectors.data(), as_int(dim), basis.values.data());
  assert(failed == 0);
  return basis;
}

void rotate(FactorMatrix& factors, const std::vector<double>& basis, std::size_t threads) {
  const std::size_t dim = factors.dim();
  const std::vector<float> narrow(basis.begin(), basis.end());
  parallel_for((factors.rows() + block_rows - 1) / block_rows, 1, threads,
               [&](std::size_t begin, std::size_t end, std::size_t) {
                 std::vector<float> rotated;
                 for (std::size_t block = begin; block < end; ++block) {
                   const std::size_t first = block * block_rows;
                   const std::size_t rows = std::min(block_rows, factors.rows() - first);
                   rotated.resize(rows * dim);
                   multiply(factors.block(first, rows), narrow, rotated, rows, dim, dim);
                   std::copy(rotated.begin(), rotated.end(), factors.row(first).data());
                 }
               });
}

}  // namespace moshaver
