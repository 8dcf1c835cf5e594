#include "engine/linalg/symmetric_inverse.hpp"

#include <cblas.h>
#include <lapacke.h>

#include <algorithm>
#include <cassert>

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

// Large enough for BLAS to reach its speed; small enough that the diagonal steps, which run on one thread, take little
// time.
constexpr std::size_t tile = 256;

class Tiles {
 public:
  Tiles(std::span<float> matrix, std::size_t n, std::size_t threads)
      : values_(matrix.data()), n_(n), count_((n + tile - 1) / tile), threads_(threads) {}

  [[nodiscard]] std::size_t count() const { return count_; }

  // A = L Lᵀ, one column of tiles after another.
  bool factor(std::size_t k) {
    if (LAPACKE_spotrf_work(LAPACK_COL_MAJOR, 'U', size(k), at(k, k), stride()) != 0) return false;
    parallel_for(count_ - k - 1, 1, threads_, [&](std::size_t first, std::size_t, std::size_t) {
      const std::size_t i = k + 1 + first;
      cblas_strsm(CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, size(i), size(k), 1, at(k, k),
                  stride(), at(i, k), stride());
    });
    for_pairs(count_ - k - 1, [&](std::size_t row, std::size_t column) {
      const std::size_t i = k + 1 + row, j = k + 1 + column;
      if (i == j) {
        cblas_ssyrk(CblasRowMajor, CblasLower, CblasNoTrans, size(i), size(k), -1, at(i, k), stride(), 1, at(i, i),
                    stride());
      } else {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, size(i), size(j), size(k), -1, at(i, k), stride(),
                    at(j, k), stride(), 1, at(i, j), stride());
      }
    });
    return true;
  }

  // L becomes L⁻¹: after step k, the tiles of rows up to k hold the inverse.
  void invert(std::size_t k) {
    parallel_for(count_ - k - 1, 1, threads_, [&](std::size_t first, std::size_t, std::size_t) {
      const std::size_t i = k + 1 + first;
      cblas_strsm(CblasRowMajor, CblasRight, CblasLower, CblasNoTrans, CblasNonUnit, size(i), size(k), -1, at(k, k),
                  stride(), at(i, k), stride());
    });
    parallel_for((count_ - k - 1) * k, 1, threads_, [&](std::size_t first, std::size_t, std::size_t) {
      const std::size_t i = k + 1 + first / k, j = first % k;
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, size(i), size(j), size(k), 1, at(i, k), stride(), at(k, j),
                  stride(), 1, at(i, j), stride());
    });
    parallel_for(k, 1, threads_, [&](std::size_t j, std::size_t, std::size_t) {
      cblas_strsm(CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, size(k), size(j), 1, at(k, k),
                  stride(), at(k, j), stride());
    });
    [[maybe_unused]] const auto failed = LAPACKE_strtri_work(LAPACK_COL_MAJOR, 'U', 'N', size(k), at(k, k), stride());
    assert(failed == 0);  // a Cholesky factor has no 0 on its diagonal
  }

  // W = L⁻¹ becomes WᵀW.
  void square(std::size_t k) {
    for_pairs(k, [&](std::size_t i, std::size_t j) {
      if (i == j) {
        cblas_ssyrk(CblasRowMajor, CblasLower, CblasTrans, size(i), size(k), 1, at(k, i), stride(), 1, at(i, i),
                    stride());
      } else {
        cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, size(i), size(j), size(k), 1, at(k, i), stride(), at(k, j),
                    stride(), 1, at(i, j), stride());
      }
    });
    parallel_for(k, 1, threads_, [&](std::size_t j, std::size_t, std::size_t) {
      cblas_strmm(CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, size(k), size(j), 1, at(k, k),
                  stride(), at(k, j), stride());
    });
    LAPACKE_slauum_work(LAPACK_COL_MAJOR, 'U', size(k), at(k, k), stride());
  }

 private:
  [[nodiscard]] float* at(std::size_t i, std::size_t j) const { return values_ + i * tile * n_ + j * tile; }
  [[nodiscard]] int size(std::size_t i) const { return static_cast<int>(std::min(tile, n_ - i * tile)); }
  [[nodiscard]] int stride() const { return static_cast<int>(n_); }

  // Tiles (row, column) with column <= row < rows.
  template <class Body>
  void for_pairs(std::size_t rows, const Body& body) const {
    parallel_for(rows * (rows + 1) / 2, 1, threads_, [&](std::size_t index, std::size_t, std::size_t) {
      std::size_t row = 0;
      while ((row + 1) * (row + 2) / 2 <= index) ++row;
      body(row, index - row * (row + 1) / 2);
    });
  }

  float* values_;
  std::size_t n_, count_, threads_;
};

}  // namespace

bool invert_symmetric(std::span<float> matrix, std::size_t n, std::size_t threads,
                      const std::function<void(double)>& done) {
  assert(matrix.size() == n * n);
  // OpenBLAS would start its own threads, and the sums would depend on their number.
  static const bool single_threaded = (openblas_set_num_threads(1), true);
  static_cast<void>(single_threaded);
  Tiles tiles(matrix, n, std::max<std::size_t>(threads, 1));
  const auto share = [&](std::size_t step) {
    if (done) done(static_cast<double>(step) / static_cast<double>(3 * tiles.count()));
  };
  for (std::size_t k = 0; k < tiles.count(); ++k) {
    if (!tiles.factor(k)) return false;
    share(k + 1);
  }
  for (std::size_t k = 0; k < tiles.count(); ++k) {
    tiles.invert(k);
    share(tiles.count() + k + 1);
  }
  for (std::size_t k = 0; k < tiles.count(); ++k) {
    tiles.square(k);
    share(2 * tiles.count() + k + 1);
  }
  return true;
}

}  // namespace moshaver
