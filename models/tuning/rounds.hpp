// The rounds of successive halving: all trials on the smallest share of the customers, then the best third of each round
// on three times its customers, up to at least two trials on all customers.
#pragma once

#include <cstddef>
#include <vector>

namespace moshaver {

struct TuningRound {
  double share = 1;        // of the customers
  std::size_t trials = 0;  // in the first round including the defaults, later besides the defaults, which always run
  bool operator==(const TuningRound&) const = default;
};

// `customers`: how many can be evaluated. `trials` >= 2.
[[nodiscard]] std::vector<TuningRound> plan_rounds(std::size_t trials, std::size_t customers);

}  // namespace moshaver
