// `blend`: all recipes that the data supports, weighted on a held-out window, as one model whose score is still a sum
// over the customer's past.
//
//   how    hold a window out; train every part without it; find the weights (blend_weights.hpp); train the parts that
//          are kept on everything
//   cost   every part twice, and some seconds for the weights
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/training/recipes.hpp"

namespace moshaver {

struct BlendPart {
  const RecipeSpec* recipe;
  RecipeSettings settings;
};

// Where nothing can be held out, the parts count alike. A part that says no_data is left out, and TrainingRun::left_out
// hears of it. Errors: those of train_recipe.
[[nodiscard]] Result<Model> train_blend(std::vector<BlendPart>, const TrainingSource&, const TrainingRun&);

}  // namespace moshaver
