// Fits, on a held-out window, how sure the scores of a model are, and measures it.
//
//   how       The model was trained on what comes before the window. For customers who bought in it, the best new
//             products, everything bought before and a sample of the rest are labelled bought or not
//             (monotone_logistic.hpp). In windows of days, who buys at all is learned from all known customers
//             (boosting.hpp, as for the ranker of a blend). Last, the intercepts are shifted so that of the first
//             products of all known customers as many are bought as expected
//   measured  on the first 20 products of customers who were left out of the fit, a fifth of them at a time. Then the
//             calibration is fitted again on all
//   cost      answers for at most `most_customers`, then seconds at most to fit
//   test      tests/calibration/calibrate_test.cpp
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/ranking/ranker.hpp"
#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

// Reasons for a model without confidence.
inline constexpr std::string_view nothing_held_out =
    "nothing can be held out: it takes customers who bought more than one product, or bought again";
inline constexpr std::string_view no_time_to_calibrate = "the time budget was too short to measure it";

[[nodiscard]] std::string too_few_customers(std::size_t bought);

struct CalibrationConfig {
  std::size_t most_customers = 4'000;  // of each kind: who bought in the window, and who is known
  std::size_t threads = 0;             // 0: all
  std::uint64_t seed = 1;              // of the sample of the rest
};

struct Calibrated {
  std::optional<ScoreCalibration> calibration;
  Reliability reliability;  // why_none says why there is no calibration
};

// `window` is the task's, and `shows_returns` says whether an empty truth means that the customer did not return.
// `ranker` has no additive ranker and no calibration; it was trained on task.train.
[[nodiscard]] Calibrated calibrate(const Ranker&, const EvaluationTask&, LatestWindow window, bool shows_returns,
                                   const CalibrationConfig&);

}  // namespace moshaver
