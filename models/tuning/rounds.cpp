#include "models/tuning/rounds.hpp"

namespace moshaver {

namespace {

constexpr std::size_t reduction = 3;                   // best in practice, and near the optimum e: Li et al., JMLR 2018
constexpr std::size_t fewest_customers_a_round = 300;  // fewer cannot tell settings apart

}  // namespace

std::vector<TuningRound> plan_rounds(std::size_t trials, std::size_t customers) {
  std::size_t halvings = 0;
  for (std::size_t divisor = reduction; trials / divisor >= 2 && customers / divisor >= fewest_customers_a_round;
       divisor *= reduction) {
    ++halvings;
  }
  std::vector<TuningRound> rounds(halvings + 1);
  double share = 1;
  for (std::size_t at = rounds.size(); at-- > 0; share /= reduction) rounds[at].share = share;
  for (TuningRound& round : rounds) {
    round.trials = trials;
    trials = (trials + reduction - 1) / reduction;
  }
  return rounds;
}

}  // namespace moshaver
