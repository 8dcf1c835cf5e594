#include "engine/model/score_calibration.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace moshaver {

CalibrationCovariates calibration_covariates(std::span<const float> customer_features) {
  assert(customer_features.size() == customer_feature_count);
  // customer_feature_list: orders, products, days_since, order_size, repeat_share, order_gap.
  return {std::log1p(customer_features[1]), std::log1p(customer_features[0]), std::log1p(customer_features[3]),
          customer_features[4], std::log1p(customer_features[2])};
}

double CalibratedScores::curve(float score) const {
  if (!(score > knots.front())) return 0;
  double sum = 0;
  std::size_t at = 0;
  while (at < rises.size() && score >= knots[at + 1]) sum += static_cast<double>(rises[at++]);
  if (at == rises.size()) return sum;
  const double width = static_cast<double>(knots[at + 1]) - static_cast<double>(knots[at]);
  const double along = (static_cast<double>(score) - static_cast<double>(knots[at])) / width;
  return sum + static_cast<double>(rises[at]) * along;
}

double CalibratedScores::of_customer(const CalibrationCovariates& covariates) const {
  double sum = static_cast<double>(intercept);
  for (std::size_t at = 0; at < covariates.size(); ++at) {
    if (std::isnan(covariates[at])) continue;
    sum += static_cast<double>(weights[at]) * (static_cast<double>(covariates[at]) - static_cast<double>(means[at]));
  }
  return sum;
}

}  // namespace moshaver
