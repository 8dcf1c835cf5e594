// Adds to a trained model how sure its scores are, unless it knows: an additive ranker's scores are log odds, and a blend
// calibrates its weighted sum while it is trained.
//
//   and      how varied its lists are (diversity/choose_diversity.hpp), by the same model without the window
//   how      trains the recipe once more, without the newest held-out window (blend/windows.hpp), and calibrates its
//            scores on the window (calibration/calibrate.hpp)
//   cost     one training of the recipe more, answers for some thousand customers, and seconds to fit
//   budget   with TrainingRun::seconds_left, it is left out if 1.5 times the seconds of the model's own training are
//            not left; and the model says so
//   test     tests/training/confidence_test.cpp
#pragma once

#include "models/training/recipes.hpp"

namespace moshaver {

// Sets the model's calibration, reliability and diversity. `train_seconds`: the time that its training took.
// Errors: those of training, but for no_data on what is left without the window: then the model gives no confidence.
[[nodiscard]] Result<void> add_confidence(Model&, const RecipeSpec&, const RecipeSettings&, const TrainingSource&,
                                          const TrainingRun&, double train_seconds);

}  // namespace moshaver
