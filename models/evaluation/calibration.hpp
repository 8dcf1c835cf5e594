// How well confidence is calibrated: 30% of the products recommended with confidence .3 should be bought.
//
//   error   expected calibration error: recommended items of all customers, sorted by confidence, in 15 bins of equal
//           size; the mean over the bins of |mean confidence − share bought|
//   known   confidence as served, over customers with a history, whether or not they bought in the window
//   back    over those who bought: confidence given that they buy
//   source  Naeini, Cooper & Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning" (AAAI 2015)
#pragma once

#include <cstddef>
#include <vector>

#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

struct Calibration {
  double error_known = 0, error_back = 0;
  std::size_t customers_known = 0, customers_back = 0;
  std::vector<ReliabilityBin> known;  // ascending in confidence; empty: the model states no confidence
};

// Evaluates the top `k` of up to `most` known_customers of the fold, and of up to `most` returning_customers.
[[nodiscard]] Calibration measure_calibration(const Ranker&, const EvaluationTask&, std::size_t k, std::size_t most,
                                              std::size_t threads, CustomerFold = {});

}  // namespace moshaver
