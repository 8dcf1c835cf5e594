// `blend`: all recipes that the data supports, weighted on a held-out window, as one model whose score is still a sum
// over the customer's past.
//
//   how    hold a window out; train every part without it; find the weights (blend_weights.hpp); train the parts that
//          are kept on everything. What is left out, and why, is said through the progress sink
//   cost   every part twice, and some seconds for the weights
#pragma once

#include <map>
#include <span>
#include <string>

#include "models/training/recipes.hpp"

namespace moshaver {

struct BlendPart {
  const RecipeSpec* recipe;
  RecipeSettings settings;
};

// Where nothing can be held out, the parts count alike. Errors: those of train_recipe.
[[nodiscard]] Result<Model> train_blend(std::span<const BlendPart>, const Histories&, const TrainingRun&);

}  // namespace moshaver
