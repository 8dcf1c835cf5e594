// Turns the score of a model without an additive ranker into the probability that the customer buys the product within
// the window. A ranker's own scores are log odds and need none of this (additive_model.hpp).
//
//   value    log odds, given that the customer buys anything = intercept + curve(score) + Σ_j weights_j (x_j − means_j)
//   curve    piecewise linear and never falling, so the confidence keeps the order of the scores among products new to
//            the customer, and among those bought before. The two kinds are calibrated separately
//   x        five figures of the customer: log products, orders and order size, share of repeats, log days since the last
//            purchase. A NaN counts as the mean
//   returns  the odds that the customer buys anything within the window
//   source   Platt, "Probabilistic outputs for support vector machines" (1999), with a curve instead of a line
//   test     tests/model/score_calibration_test.cpp
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "engine/data/latest_window.hpp"
#include "engine/model/additive_model.hpp"
#include "engine/model/feature_names.hpp"

namespace moshaver {

inline constexpr std::size_t calibration_covariate_count = 5;
using CalibrationCovariates = std::array<float, calibration_covariate_count>;

// From the values of customer_feature_list.
[[nodiscard]] CalibrationCovariates calibration_covariates(std::span<const float> customer_features);

// One kind of product.
struct CalibratedScores {
  float intercept = 0;       // the log odds at the first knot, for the average customer
  std::vector<float> knots;  // scores, ascending; at least one
  std::vector<float> rises;  // >= 0: how much the log odds rise from each knot to the next
  CalibrationCovariates weights{}, means{};

  // The curve alone: 0 up to the first knot, constant after the last.
  [[nodiscard]] double curve(float score) const;
  [[nodiscard]] double of_customer(const CalibrationCovariates&) const;  // intercept and covariates
  bool operator==(const CalibratedScores&) const = default;
};

struct ScoreCalibration {
  LatestWindow window;  // in which the purchase is expected; 0 days: in the next order, or in a held-out part
  std::optional<CalibratedScores> fresh, owned;  // new to the customer, bought before. None: too little is known
  std::optional<AdditiveModel> returns;          // over customer features; none: the window is the next order
  bool operator==(const ScoreCalibration&) const = default;
};

}  // namespace moshaver
