// Shared by the kernel tests: random matrices and residuals.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

constexpr double unit_roundoff = 6e-8;  // of float

inline FactorMatrix gaussian_matrix(std::size_t rows, std::size_t columns, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  FactorMatrix matrix(rows, columns);
  for (std::size_t row = 0; row < rows; ++row) {
    for (float& value : matrix.row(row)) value = normal(random);
  }
  return matrix;
}

// I + A Aᵀ / n, row-major: well conditioned, as the solver's systems are.
inline std::vector<double> definite_matrix(std::size_t n, std::uint32_t seed) {
  const FactorMatrix a = gaussian_matrix(n, n, seed);
  std::vector<double> matrix(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < n; ++k) sum += static_cast<double>(a.row(i)[k]) * static_cast<double>(a.row(j)[k]);
      matrix[i * n + j] = static_cast<float>(sum / static_cast<double>(n) + (i == j ? 1.0 : 0.0));
    }
  }
  return matrix;
}

// The largest |A x - b| over rows, against |b| <= 1: small if and only if x solves the system.
inline double largest_residual(const std::vector<double>& matrix, const std::vector<float>& x,
                               const std::vector<float>& right) {
  double largest = 0;
  const std::size_t n = right.size();
  for (std::size_t i = 0; i < n; ++i) {
    double sum = -static_cast<double>(right[i]);
    for (std::size_t j = 0; j < n; ++j) sum += matrix[i * n + j] * static_cast<double>(x[j]);
    largest = std::max(largest, std::abs(sum));
  }
  return largest;
}

}  // namespace moshaver
