// Fits the calibration of one kind of product: logistic regression on a curve of the score that never falls, and on
// figures of the customer.
//
//   cases    products of customers who bought something in the window, each bought or not, with a weight: a sample
//            stands for many
//   curve    piecewise linear between quantiles of the scores of what was bought: one piece for every 30 of these, 10 at
//            most. With few it is a line, as in Platt (1999)
//   priors   neighbouring pieces rise alike (squared difference); each standard deviation of a figure changes the log
//            odds little (ridge). Both matter only if there are few purchases
//   how      Newton's method; each step solves a small quadratic problem with rises >= 0 by coordinate descent
//   order    sums run over fixed blocks of cases, in order: the same result with any number of threads
//   cost     cases x (pieces + 6)^2 / 2 multiplications a step, about ten steps
//   test     tests/calibration/monotone_logistic_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/model/score_calibration.hpp"

namespace moshaver {

struct ScoredCases {
  std::vector<float> scores, weights;
  std::vector<std::uint8_t> bought;
  std::vector<std::uint32_t> customer;  // by case: index into the covariates

  void push(float score, float weight, bool is_bought, std::uint32_t of) {
    scores.push_back(score);
    weights.push_back(weight);
    bought.push_back(is_bought ? 1 : 0);
    customer.push_back(of);
  }
  [[nodiscard]] std::size_t size() const { return scores.size(); }
};

// With fewer purchases a kind is not calibrated.
inline constexpr std::size_t least_bought = 20;

// nullopt: fewer than least_bought cases were bought. Scores and covariates but NaN are finite.
[[nodiscard]] std::optional<CalibratedScores> fit_calibrated_scores(const ScoredCases&,
                                                                    std::span<const CalibrationCovariates>,
                                                                    std::size_t threads);

}  // namespace moshaver
