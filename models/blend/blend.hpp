// `blend`: all recipes that the data supports as one model, whose score is still a sum over the customer's past.
//
//   how     a window is held out and every part trained without it. Weights for the parts are found on it
//           (blend_weights.hpp), and parts that add nothing left out; an additive ranker over what the parts propose is
//           fitted on it and on earlier windows (additive_training.hpp), and kept if it ranks better than the weighted
//           sum for customers it was not fitted on. Then what was kept is trained on everything
//   windows with dates: the last 30 days, then the 30 days before them and so on; with orders only: the last orders of
//           one customer in five, the others' known, then another fifth's; else a random part of what everybody has
//   cost    every part once a window and once more, and a minute or two for the ranker
//   budget  where TrainingRun::seconds_left tells the time, what does not fit into it is left out, and told: costly parts
//           first (budget.hpp), then customers that weights and ranker are fitted on, older windows, rounds, the ranker
#pragma once

#include <vector>

#include "models/training/recipes.hpp"

namespace moshaver {

struct BlendPart {
  const RecipeSpec* recipe;
  RecipeSettings settings;
};

// Where nothing can be held out, the parts count alike. A part that says no_data, or adds nothing, is left out, and
// TrainingRun::left_out hears of it. Errors: those of train_recipe.
[[nodiscard]] Result<Model> train_blend(std::vector<BlendPart>, const TrainingSource&, const TrainingRun&);

}  // namespace moshaver
