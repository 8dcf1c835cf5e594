// How many trials go through which rounds of successive halving, and on how many of the customers: all trials on the
// smallest share, the best third of a round on three times its customers, up to at least two trials on all of them.
#pragma once

#include <cstddef>
#include <vector>

namespace moshaver {

struct TuningRound {
  double share = 1;        // of the customers
  std::size_t trials = 0;  // besides the defaults, which go through every round (in the first they are one of these)
  bool operator==(const TuningRound&) const = default;
};

// `customers`: that there are to evaluate by. Trials at least 2.
[[nodiscard]] std::vector<TuningRound> plan_rounds(std::size_t trials, std::size_t customers);

}  // namespace moshaver
