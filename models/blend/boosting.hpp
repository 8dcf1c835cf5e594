// Fits an additive model: boosted trees of depth one, whose sum is a table a feature.
//
//   loss    logistic: the score is the log odds that a case is wanted, and so its own probability
//   line    first, intercept and slope of the one feature that is to keep its full resolution, by Newton's method
//   how     then Newton boosting over histograms: every round finds the one split, of all features, that helps most, and moves
//           both sides by `rate` of their Newton step; cases without the feature go to the side that suits them
//   order   sums run in the order of the cases: the same tables at any thread count
//   cost    cases x features additions a round
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
  std::size_t width = 0;        // features a case
  std::vector<float> features;  // cases x width; NaN: unknown
  std::vector<bool> wanted;     // by case
  [[nodiscard]] std::size_t size() const { return wanted.size(); }
};

struct BoostingConfig {
  static constexpr std::size_t no_line = static_cast<std::size_t>(-1);
  std::size_t rounds = 300;
  double rate = 0.3;
  std::size_t line_feature = no_line;
  std::size_t bins = 64;          // at most 255
  std::size_t least_cases = 100;  // on each side of a split
  double least_gain = 4;          // twice the loss it saves, in nats over all cases: what saves less is noise
  double regularization = 1;      // of a side's step
  std::size_t threads = 1;
};

// The tables of features that no split used are left out. Without a case, or with all alike, only an intercept.
// The line's feature must be known in every case.
[[nodiscard]] AdditiveModel fit_additive(const AdditiveCases&, std::span<const std::string> feature_names,
                                         const BoostingConfig&, const ProgressSink& = {});

}  // namespace moshaver
