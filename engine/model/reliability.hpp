// How far a model's confidence is from what was bought, measured on held-out purchases of customers that it was not
// fitted on.
//
//   source  expected calibration error: Naeini, Cooper & Hauskrecht, "Obtaining Well Calibrated Probabilities Using
//           Bayesian Binning" (AAAI 2015)
//   code    models/evaluation/calibration.hpp measures it
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace moshaver {

// One bin of the reliability diagram: the mean confidence of answers, and the fraction that was bought.
struct ReliabilityBin {
  double confidence = 0, bought = 0;  // means over the answers of the bin
  std::size_t answers = 0;
  bool operator==(const ReliabilityBin&) const = default;
};

struct Reliability {
  std::vector<ReliabilityBin> bins;  // ascending by confidence, of equal size; empty: not measured
  std::size_t customers = 0;
  std::string why_none;  // why the model gives no confidence; empty if it does
  // Expected calibration error: the mean over the answers of |confidence - bought|, by bin.
  [[nodiscard]] double error() const;
  [[nodiscard]] std::size_t answers() const;
  bool operator==(const Reliability&) const = default;
};

}  // namespace moshaver
