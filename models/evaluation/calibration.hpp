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
#include "moshaver/evaluation_report.hpp"

namespace moshaver {

struct AnswerOutcome {
  double confidence = 0;
  bool bought = false;
};

// In 15 bins of equal size, ascending by confidence.
[[nodiscard]] std::vector<ReliabilityBin> reliability_bins(std::vector<AnswerOutcome>);
// Of the answers with at least a given confidence, for confidences from .01 to .5 that at least one answer has.
[[nodiscard]] std::vector<ConfidenceCut> confidence_cuts(std::span<const AnswerOutcome>);

struct Calibration {
  Reliability known, back;  // without bins: the model states no confidence
  std::vector<ConfidenceCut> cuts;
};

// Evaluates the top `k` of up to `most` known_customers of the fold, and of up to `most` returning_customers.
[[nodiscard]] Calibration measure_calibration(const Ranker&, const EvaluationTask&, std::size_t k, std::size_t most,
                                              std::size_t threads, CustomerFold = {});

}  // namespace moshaver
