// Fits an additive model by boosting trees of depth one; their sum is one table per feature.
//
//   loss    logistic: the score is the log-odds that a case is positive
//   line    first fits intercept and slope of the one feature that keeps its full resolution, by Newton's method
//   how     then Newton boosting on histograms: every round finds the best split over all features, and moves both sides
//           by `rate` of their Newton step; cases without the feature go to the better side
//   order   sums run in the order of the cases: the same tables at any thread count
//   cost    cases x features additions per round
//   source  Friedman, "Greedy function approximation" (Annals of Statistics 2001); Chen & Guestrin, "XGBoost" (KDD 2016),
//           eq. 7
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/model/additive_model.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

struct AdditiveCases {
  std::size_t width = 0;        // features per case
  std::vector<float> features;  // cases x width; NaN: unknown
  std::vector<bool> wanted;     // by case: positive, that is, bought
  [[nodiscard]] std::size_t size() const { return wanted.size(); }
};

struct BoostingConfig {
  static constexpr std::size_t no_line = static_cast<std::size_t>(-1);
  std::size_t rounds = 300;
  double rate = 0.3;
  std::size_t line_feature = no_line;
  std::size_t bins = 64;          // at most 255
  std::size_t least_cases = 100;  // on each side of a split
  double least_gain = 4;          // of a split: twice the loss it saves, in nats over all cases; less is noise
  double regularization = 1;      // of a Newton step
  std::size_t threads = 1;
};

// Features that no split used have no table. Without cases, or if all have the same label, there is only an intercept.
// The line's feature must not be NaN in any case.
[[nodiscard]] AdditiveModel fit_additive(const AdditiveCases&, std::span<const std::string> feature_names,
                                         const BoostingConfig&, const ProgressSink& = {});

}  // namespace moshaver
