#include <array>

#include "models/low_pass/low_pass.hpp"
#include "models/training/recipes.hpp"

namespace moshaver {

namespace {

// The defaults were found on held-out parts of training data: bench/RESULTS.md.
constexpr std::array settings = {
    SettingSpec{"dim", 0, 0, 4'096, true, "length of the embeddings; 0: a 25th of the products, from 64 to 1,536",
                evenly_in_logarithm(64, 2'048)},
    SettingSpec{"passes", 5, 1, 100, true, "passes of subspace iteration"},
    SettingSpec{"user_exponent", 0.25, 0, 2, false, "down-weights customers with long histories", evenly(0, 0.75)},
    SettingSpec{"item_exponent", 0.5, 0, 2, false, "down-weights popular products in training", evenly(0.2, 0.8)},
    SettingSpec{"source_exponent", 0.3, 0, 2, false, "down-weights popular products of the history", evenly(0, 0.75)},
    SettingSpec{"target_exponent", 0.5, 0, 2, false, "up-weights popular products in the answer", evenly(0, 0.75)},
    SettingSpec{"count_exponent", 0, 0, 2, false, "weight of a product bought in n baskets: n to this power",
                evenly(0, 1)},
    half_life_setting};

Result<PartData> train(const TrainingData& data, const RecipeSettings& given, const TrainingRun& run) {
  LowPassConfig config;
  config.dim = given.whole("dim");
  config.passes = given.whole("passes");
  config.user_exponent = given.number("user_exponent");
  config.item_exponent = given.number("item_exponent");
  config.source_exponent = given.number("source_exponent");
  config.target_exponent = given.number("target_exponent");
  config.count_exponent = given.number("count_exponent");
  config.seed = run.seed;
  config.threads = run.threads;
  return train_low_pass(interactions(data.histories), data.histories.item_count, config, run.progress);
}

}  // namespace

constinit const RecipeSpec low_pass_recipe{
    "low-pass", "embeddings by singular vectors: a low-pass filter of the interactions (GF-CF)", settings, train};

}  // namespace moshaver
