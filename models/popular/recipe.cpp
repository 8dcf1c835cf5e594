#include <array>

#include "models/training/recipes.hpp"

namespace moshaver {

namespace {

// The defaults were found on held-out parts of training data: bench/RESULTS.md.
constexpr std::array settings = {half_life_setting};

Result<PartData> train(const TrainingData& data, const RecipeSettings&, const TrainingRun&) { return data.popularity; }

}  // namespace

constinit const RecipeSpec popular_recipe{"popular", "what most customers bought lately", settings, train};

}  // namespace moshaver
