// Finds the number of iALS sweeps by early stopping on held-out purchases.
//
//   how    hold out a part (choose_holdout of models/evaluation/protocols.hpp) and train on the rest. After every sweep
//          evaluate at most 2,000 customers; stop when `patience` sweeps in a row have not raised the best NDCG@20
//   cost   the best number of sweeps and `patience` more, with 2,000 answers each: about as much as training, twice that
//          if answers cost as much as a sweep (a small shop with a large catalogue)
#pragma once

#include <cstddef>

#include "models/ials/ials.hpp"
#include "models/training/recipe.hpp"

namespace moshaver {

// From 1 to config.sweeps; config.sweeps if nothing can be held out.
[[nodiscard]] std::size_t find_sweeps(const Histories&, const IalsConfig&, const TrainingRun&,
                                      std::size_t patience = 2);

}  // namespace moshaver
