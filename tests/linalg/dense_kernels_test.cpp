#include "engine/linalg/dense_kernels.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "engine/linalg/blas.hpp"
#include "tests/linalg/every_target.hpp"
#include "tests/linalg/matrices.hpp"

using namespace moshaver;

namespace {

Block copied(const FactorMatrix& values, Scratch& memory) {
  const Block block = memory.block(values.rows(), values.dim());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    std::fill(std::copy_n(values.row(i).data(), values.dim(), block.row(i)), block.row(i) + padded(values.dim()), 0.0F);
  }
  return block;
}

struct Sum {
  double value = 0;
  double of_magnitudes = 0;  // the scale of the rounding error
  std::size_t terms = 0;

  void add(float a, float b) {
    value += static_cast<double>(a) * static_cast<double>(b);
    of_magnitudes += std::abs(static_cast<double>(a) * static_cast<double>(b));
    ++terms;
  }
  // The error as a share of the rounding error that a sum of so many terms may have.
  [[nodiscard]] double error_of(float got) const {
    return std::abs(static_cast<double>(got) - value) /
           (static_cast<double>(terms + 4) * unit_roundoff * of_magnitudes);
  }
};

// Only the upper triangle may be read: below it are NaNs.
Block upper_system(const std::vector<double>& matrix, std::size_t count, Scratch& memory) {
  const Block system = memory.block(padded_unknowns(count), padded_unknowns(count) + 1);
  std::fill_n(system.values, system.rows * system.stride, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i; j < count; ++j) system.row(i)[j] = static_cast<float>(matrix[i * count + j]);
  }
  return system;
}

}  // namespace

TEST_CASE("the upper triangle of an inner gramian matches plain sums in double, for 1 to 100 columns") {
  on_every_target([] {
    for (std::size_t columns = 1; columns <= 100; ++columns) {
      const std::size_t rows = std::vector<std::size_t>{1, 20, 129, 300}[columns % 4];
      const FactorMatrix values = gaussian_matrix(rows, columns, static_cast<std::uint32_t>(columns));
      Scratch memory, gram_memory;
      const Block gram = gram_memory.block(columns, columns);
      std::fill_n(gram.values, gram.rows * gram.stride, 1.0F);
      add_upper_inner_gram(copied(values, memory), gram);
      double worst = 0;
      for (std::size_t i = 0; i < columns; ++i) {
        for (std::size_t j = i; j < columns; ++j) {
          Sum sum;
          sum.add(1, 1);  // the initial value
          for (std::size_t k = 0; k < rows; ++k) sum.add(values.row(k)[i], values.row(k)[j]);
          worst = std::max(worst, sum.error_of(gram.row(i)[j]));
        }
      }
      CAPTURE(columns, rows);
      REQUIRE(worst <= 1);
    }
  });
}

TEST_CASE("a matrix product matches plain sums in double, for any number of rows and columns") {
  on_every_target([] {
    for (std::size_t size = 1; size <= 70; ++size) {
      const std::size_t rows = 1 + size % 19;
      const FactorMatrix a = gaussian_matrix(rows, size, 1), b = gaussian_matrix(size, size + 3, 2);
      Scratch memory, out_memory;
      const Block out = out_memory.block(rows, size + 3);
      multiply_rows(a.values(), copied(b, memory), out);
      double worst = 0;
      for (std::size_t i = 0; i < rows; ++i) {
        for (std::size_t j = 0; j < b.dim(); ++j) {
          Sum sum;
          for (std::size_t k = 0; k < size; ++k) sum.add(a.row(i)[k], b.row(k)[j]);
          worst = std::max(worst, sum.error_of(out.row(i)[j]));
        }
      }
      CAPTURE(size, rows);
      REQUIRE(worst <= 1);
    }
  });
}

TEST_CASE("positive definite systems of 1 to 100 unknowns, and of 300, are solved to float precision") {
  on_every_target([] {
    for (std::size_t count = 1; count <= 101; ++count) {
      const std::size_t n = count == 101 ? 300 : count;
      const auto matrix = definite_matrix(n, static_cast<std::uint32_t>(n));
      std::vector<float> right(n);
      for (std::size_t i = 0; i < n; ++i) right[i] = std::cos(static_cast<float>(i));
      Scratch memory;
      std::vector<float> x = right;
      CAPTURE(n);
      REQUIRE(solve_upper_cholesky(upper_system(matrix, n, memory), n, x));
      // Eigenvalues are between 1 and 5: a few roundings for each row.
      REQUIRE(largest_residual(matrix, x, right) <= static_cast<double>(n + 10) * 5 * unit_roundoff);
    }
  });
}

TEST_CASE("a system that is not positive definite, or not finite, is refused") {
  on_every_target([] {
    for (const std::size_t n : {1, 5, 8, 33}) {
      for (const double wrong : {-1.0, 0.0, static_cast<double>(std::numeric_limits<float>::quiet_NaN()),
                                 static_cast<double>(std::numeric_limits<float>::infinity())}) {
        auto matrix = definite_matrix(n, 1);
        matrix[n * n - 1] = wrong;
        Scratch memory;
        std::vector<float> x(n, 1.0F);
        CAPTURE(n, wrong);
        CHECK_FALSE(solve_upper_cholesky(upper_system(matrix, n, memory), n, x));
      }
    }
  });
}

TEST_CASE("a table rotated into the eigenbasis of its gramian has a diagonal gramian, with any number of threads") {
  for (const std::size_t dim : {1, 7, 40, 64}) {
    FactorMatrix table = gaussian_matrix(9'000, dim, 1);
    const std::vector<double> before = gramian(table, 1);
    CHECK(before == gramian(table, 3));
    const Eigenbasis basis = eigenbasis(before, dim);
    FactorMatrix other = table;
    rotate(table, basis.vectors, 1);
    rotate(other, basis.vectors, 3);
    CHECK(std::ranges::equal(table.values(), other.values()));
    const std::vector<double> after = gramian(table, 2);
    double worst = 0;
    for (std::size_t i = 0; i < dim; ++i) {
      for (std::size_t j = 0; j < dim; ++j) {
        const double expected = i == j ? basis.values[i] : 0;
        worst = std::max(worst, std::abs(after[i * dim + j] - expected) / basis.values[dim - 1]);
      }
    }
    // Sums of 4,096 squares in float, and a rotation in float.
    CHECK(worst <= 1e-5);
  }
}
