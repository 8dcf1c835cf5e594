// How far the confidence of what is shown can be believed: of products shown at 30%, 30% should be bought.
//
//   error   expected calibration error: the answers to all customers, sorted by confidence, in 15 bins of equal size; the
//           mean of |mean confidence − share bought| over the bins
//   known   confidence as served, over customers with a history, whether they came back within the window or not
//   back    over those who did, confidence given that they do
//   source  Naeini, Cooper & Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning" (AAAI 2015)
#pragma once

#include <cstddef>
#include <vector>

#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

struct Calibration {
  double error_known = 0, error_back = 0;
  std::size_t customers_known = 0, customers_back = 0;
  std::vector<ReliabilityBin> known;  // by confidence; empty: the model states no confidence
};

// Asks for the `k` best of up to `most` known customers of the fold, and of as many who came back.
[[nodiscard]] Calibration measure_calibration(const Ranker&, const EvaluationTask&, std::size_t k, std::size_t most,
                                              std::size_t threads, CustomerFold = {});

}  // namespace moshaver
