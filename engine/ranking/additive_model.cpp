#include "engine/ranking/additive_model.hpp"

#include <cmath>

namespace moshaver {

float AdditiveTable::at(float feature_value) const {
  if (std::isnan(feature_value)) return values.front();
  // A search by halves without a branch to guess: which way it goes cannot be foreseen.
  const float* first = edges.data();
  std::size_t left = edges.size();
  while (left > 0) {
    const std::size_t half = (left + 1) / 2;
    first += first[half - 1] <= feature_value ? half : 0;
    left -= half;
  }
  return values[1 + static_cast<std::size_t>(first - edges.data())];
}

double probability(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

}  // namespace moshaver
