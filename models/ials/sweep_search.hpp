// How many sweeps of iALS the data wants: early stopping on purchases held out of it.
//
//   how    hold a part out (choose_holdout of models/evaluation/protocols.hpp); train without it, and after every sweep
//          ask for at most 2,000 customers with something to be found; stop when `patience` sweeps in a row have not
//          raised the best NDCG@20
//   cost   the sweeps until then and `patience` more, and 2,000 answers each: about that of the training itself, twice
//          where answers cost as much as a sweep (a small shop with a large catalogue)
#pragma once

#include <cstddef>

#include "models/ials/ials.hpp"
#include "models/training/recipe.hpp"

namespace moshaver {

// From 1 to config.sweeps; config.sweeps where nothing can be held out.
[[nodiscard]] std::size_t find_sweeps(const Histories&, const IalsConfig&, const TrainingRun&,
                                      std::size_t patience = 2);

}  // namespace moshaver
