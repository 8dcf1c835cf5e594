// Turns the scores of one customer's products into probabilities of purchase within the model's window.
//
//   of a ranker      the scores are log odds (additive_model.hpp)
//   of other models  by a calibration fitted on a held-out window (score_calibration.hpp)
//   test             tests/ranking/confidence_test.cpp, tests/ranking/additive_scorer_test.cpp
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/model/score_calibration.hpp"
#include "engine/ranking/customer_summary.hpp"

namespace moshaver {

class Confidence {
 public:
  // Of scores that are log odds. `chance_to_return`: the probability that the customer buys anything.
  explicit Confidence(double chance_to_return) : chance_to_return_(chance_to_return) {}
  // Views the calibration.
  Confidence(const ScoreCalibration&, const CustomerSummary&);

  // nullopt: too little is known about products of its kind, new to the customer or bought before.
  [[nodiscard]] std::optional<double> of(ItemId item, float score) const {
    const auto given = given_return(item, score);
    return given ? std::optional(chance_to_return_ * *given) : std::nullopt;
  }
  // The same if the customer is known to buy something.
  [[nodiscard]] std::optional<double> given_return(ItemId, float score) const;
  [[nodiscard]] double chance_to_return() const { return chance_to_return_; }

 private:
  double chance_to_return_ = 1;
  const ScoreCalibration* calibration_ = nullptr;  // null: scores are log odds
  double fresh_ = 0, owned_ = 0;                   // log odds of the customer, before the score
  std::vector<ItemId> owned_items_;                // ascending
};

}  // namespace moshaver
