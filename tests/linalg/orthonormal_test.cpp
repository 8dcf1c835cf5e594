#include "engine/linalg/orthonormal.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>

using moshaver::FactorMatrix;

namespace {

// Entries in [-1, 1] with columns scaled by powers of ten: a condition number of several thousand.
FactorMatrix tall_matrix(std::size_t rows, std::size_t dim) {
  FactorMatrix matrix(rows, dim);
  std::uint32_t state = 12345;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t at = 0; at < dim; ++at) {
      state = state * 1664525 + 1013904223;
      const auto spread = static_cast<float>(state >> 8) / static_cast<float>(1 << 23) - 1;
      matrix.row(row)[at] = spread * std::pow(10.0F, static_cast<float>(at % 4));
    }
  }
  return matrix;
}

double product_of_columns(const FactorMatrix& a, std::size_t first, const FactorMatrix& b, std::size_t second) {
  double sum = 0;
  for (std::size_t row = 0; row < a.rows(); ++row) {
    sum += static_cast<double>(a.row(row)[first]) * static_cast<double>(b.row(row)[second]);
  }
  return sum;
}

}  // namespace

TEST_CASE("orthonormalized columns are orthonormal to float precision and have the same span") {
  const FactorMatrix before = tall_matrix(500, 17);
  FactorMatrix basis = before;
  REQUIRE(moshaver::orthonormalize_columns(basis, 2));
  for (std::size_t i = 0; i < 17; ++i) {
    for (std::size_t j = 0; j < 17; ++j) {
      CHECK(product_of_columns(basis, i, basis, j) == Approx(i == j ? 1 : 0).margin(1e-5));
    }
  }
  // In the span: the squared projections on the basis sum to the squared length.
  for (std::size_t column = 0; column < 17; ++column) {
    double along = 0;
    for (std::size_t i = 0; i < 17; ++i) along += std::pow(product_of_columns(basis, i, before, column), 2);
    CHECK(along == Approx(product_of_columns(before, column, before, column)).epsilon(1e-4));
  }
}

TEST_CASE("a column of zeros cannot be orthonormalized") {
  FactorMatrix matrix = tall_matrix(50, 2);
  for (std::size_t row = 0; row < 50; ++row) matrix.row(row)[1] = 0;
  CHECK_FALSE(moshaver::orthonormalize_columns(matrix, 1));
}
