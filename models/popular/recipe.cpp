#include <array>

#include "models/training/recipes.hpp"

namespace moshaver {

namespace {

// The defaults were found on held-out parts of training data: bench/RESULTS.md.
constexpr SettingSpec searched_half_life = [] {
  SettingSpec setting = half_life_setting;
  setting.tuning = evenly_in_logarithm(3, 365);
  return setting;
}();
constexpr std::array settings = {searched_half_life};

Result<PartData> train(const TrainingData& data, const RecipeSettings&, const TrainingRun&) { return data.popularity; }

}  // namespace

constinit const RecipeSpec popular_recipe{"popular", "what most customers bought lately", settings, train};

}  // namespace moshaver
