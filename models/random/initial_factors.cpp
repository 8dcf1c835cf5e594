#include "models/random/initial_factors.hpp"

#include <cmath>
#include <numbers>

#include "models/random/splitmix64.hpp"

namespace moshaver {

namespace {

std::uint64_t random_bits(std::uint64_t counter) { return mix_bits(counter * golden_step); }

// In (0, 1), so that its logarithm is finite.
double uniform(std::uint64_t counter) { return unit_interval(random_bits(counter)) + 0x1p-54; }

}  // namespace

FactorMatrix initial_factors(std::size_t rows, std::size_t dim, std::uint64_t seed) {
  FactorMatrix factors(rows, dim);
  const double deviation = 0.1 / std::sqrt(static_cast<double>(dim));
  std::uint64_t counter = random_bits(seed + 1);
  for (std::size_t row = 0; row < rows; ++row) {
    for (float& value : factors.row(row)) {
      // Box–Muller: the distributions of <random> differ between standard libraries.
      const double radius = std::sqrt(-2 * std::log(uniform(counter++)));
      value = static_cast<float>(deviation * radius * std::cos(2 * std::numbers::pi * uniform(counter++)));
    }
  }
  return factors;
}

}  // namespace moshaver
