#include "engine/linalg/blas.hpp"

#include <cblas.h>
#include <lapacke.h>

#include <algorithm>
#include <cassert>

#include "engine/linalg/dense_kernels.hpp"
#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

// OpenBLAS would start its own threads, and the sums would depend on their number.
[[maybe_unused]] const bool one_thread = [] {
  openblas_set_num_threads(1);
  return true;
}();

constexpr std::size_t block_rows = 4'096;
// So many rows fit into the near caches together with the matrix they are multiplied with.
constexpr std::size_t copied_rows = 128;

void copy_padded(const FactorMatrix& factors, std::size_t first, const Block& to) {
  for (std::size_t row = 0; row < to.rows; ++row) {
    const auto values = factors.row(first + row);
    std::fill(std::copy(values.begin(), values.end(), to.row(row)), to.row(row) + padded(to.columns), 0.0F);
  }
}

int as_int(std::size_t size) { return static_cast<int>(size); }

}  // namespace

void add_inner_gram(std::span<const float> a, std::span<float> c, std::size_t n, std::size_t k) {
  cblas_ssyrk(CblasRowMajor, CblasLower, CblasTrans, as_int(k), as_int(n), 1, a.data(), as_int(k), 1, c.data(),
              as_int(k));
}

bool solve_cholesky(std::span<float> a, std::span<float> b, std::size_t n) {
  // The lower triangle by rows is the upper one by columns, which LAPACK reads without a copy.
  if (LAPACKE_spotrf_work(LAPACK_COL_MAJOR, 'U', as_int(n), a.data(), as_int(n)) != 0) return false;
  return LAPACKE_spotrs_work(LAPACK_COL_MAJOR, 'U', as_int(n), 1, a.data(), as_int(n), b.data(), as_int(n)) == 0;
}

bool factor_cholesky(float* system, std::size_t stride, std::size_t n) {
  // The upper triangle by rows is the lower one by columns.
  return LAPACKE_spotrf_work(LAPACK_COL_MAJOR, 'L', as_int(n), system, as_int(stride)) == 0;
}

void solve_factored(const float* factor, std::size_t stride, std::span<float> x) {
  for (const CBLAS_TRANSPOSE side : {CblasNoTrans, CblasTrans}) {
    cblas_strsv(CblasColMajor, CblasLower, side, CblasNonUnit, as_int(x.size()), factor, as_int(stride), x.data(), 1);
  }
}

std::vector<double> gramian(const FactorMatrix& factors, std::size_t threads) {
  const std::size_t dim = factors.dim();
  const std::size_t blocks = (factors.rows() + block_rows - 1) / block_rows;
  std::vector<double> sum(dim * dim, 0.0);
  // A few blocks at a time, so that memory does not grow with the rows; summed in block order.
  constexpr std::size_t wave = 16;
  std::vector<Scratch> partial(std::min(wave, blocks));
  std::vector<Scratch> copies(threads);
  for (std::size_t first_block = 0; first_block < blocks; first_block += wave) {
    const std::size_t count = std::min(wave, blocks - first_block);
    parallel_for(count, 1, threads, [&](std::size_t begin, std::size_t end, std::size_t thread) {
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t first = (first_block + i) * block_rows;
        const std::size_t rows = std::min(block_rows, factors.rows() - first);
        const Block gram = partial[i].block(dim, dim);
        std::fill_n(gram.values, gram.rows * gram.stride, 0.0F);
        for (std::size_t at = 0; at < rows; at += copied_rows) {
          const Block copy = copies[thread].block(std::min(copied_rows, rows - at), dim);
          copy_padded(factors, first + at, copy);
          add_upper_inner_gram(copy, gram);
        }
      }
    });
    for (std::size_t i = 0; i < count; ++i) {
      const Block gram = partial[i].block(dim, dim);
      for (std::size_t row = 0; row < dim; ++row) {
        for (std::size_t column = row; column < dim; ++column) sum[row * dim + column] += gram.row(row)[column];
      }
    }
  }
  for (std::size_t row = 0; row < dim; ++row) {
    for (std::size_t column = 0; column < row; ++column) sum[row * dim + column] = sum[column * dim + row];
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
  Scratch narrow_basis;
  const Block narrow = narrow_basis.block(dim, dim);
  for (std::size_t row = 0; row < dim; ++row) {
    std::fill(std::copy_n(basis.data() + row * dim, dim, narrow.row(row)), narrow.row(row) + padded(dim), 0.0F);
  }
  std::vector<Scratch> copies(threads);
  parallel_for((factors.rows() + block_rows - 1) / block_rows, 1, threads,
               [&](std::size_t begin, std::size_t end, std::size_t thread) {
                 const std::size_t last = std::min(end * block_rows, factors.rows());
                 for (std::size_t first = begin * block_rows; first < last; first += copied_rows) {
                   const Block rotated = copies[thread].block(std::min(copied_rows, last - first), dim);
                   multiply_rows(factors.block(first, rotated.rows), narrow, rotated);
                   for (std::size_t row = 0; row < rotated.rows; ++row) {
                     std::copy_n(rotated.row(row), dim, factors.row(first + row).data());
                   }
                 }
               });
}

}  // namespace moshaver
