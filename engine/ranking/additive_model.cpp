#include "engine/ranking/additive_model.hpp"

#include <algorithm>
#include <cmath>

namespace moshaver {

float AdditiveTable::at(float feature_value) const {
  if (std::isnan(feature_value)) return values.front();
  const auto above = std::upper_bound(edges.begin(), edges.end(), feature_value);
  return values[1 + static_cast<std::size_t>(above - edges.begin())];
}

double probability(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

}  // namespace moshaver
