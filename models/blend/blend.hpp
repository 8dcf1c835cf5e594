// `blend`: all recipes that the data supports in one model. Its score is still a sum over the customer's past purchases.
//
//   how     A window is held out and every part is trained without it. Weights of the parts are found on it
//           (blend_weights.hpp); parts that add nothing are left out. An additive ranker over the candidates of the
//           parts is fitted on this window and earlier ones (additive_training.hpp), and kept if it ranks better than
//           the weighted sum for customers excluded from the fit. Then the remaining parts are trained on everything
//   windows with timestamps: the last 30 days, the 30 days before, and so on. With orders only: the last orders of a
//           fifth of the customers, then of another fifth. Else a random part of everybody's products (windows.hpp)
//   cost    training every part once per window and once more, and a minute or two for the ranker
//   budget  with TrainingRun::seconds_left, work that does not fit is dropped and reported: first costly parts
//           (budget.hpp), then customers to fit weights and ranker on, older windows, boosting rounds, the ranker
#pragma once

#include <vector>

#include "models/training/recipes.hpp"

namespace moshaver {

struct BlendPart {
  const RecipeSpec* recipe;
  RecipeSettings settings;
};

// If nothing can be held out, all parts have equal weights. Parts that fail with no_data, or add nothing, are left out
// and reported to TrainingRun::left_out. Errors: those of train_recipe.
[[nodiscard]] Result<Model> train_blend(std::vector<BlendPart>, const TrainingSource&, const TrainingRun&);

}  // namespace moshaver
