#include <array>

#include "models/ials/ials.hpp"
#include "models/training/recipes.hpp"

namespace moshaver {

namespace {

// The defaults were found on held-out parts of training data: bench/RESULTS.md.
constexpr std::array settings = {
    SettingSpec{"dim", 128, 1, 2'048, true, "length of the embeddings", evenly_in_logarithm(32, 512)},
    SettingSpec{"sweeps", 8, 1, 1'000, true, "alternations", evenly(4, 16)},
    SettingSpec{"unobserved_weight", 0, 0, 1'000, false, "a0: weight of what was not bought; 0: by density",
                evenly_in_logarithm(0.003, 1)},
    SettingSpec{"regularization", 0.004, 1e-9, 1e6, false, "lambda, times frequency ^ frequency_exponent",
                evenly_in_logarithm(1e-4, 0.1)},
    SettingSpec{"frequency_exponent", 1, 0, 2, false, "nu: 1 regularizes busy customers more, 0 all alike",
                evenly(0.5, 1)},
    SettingSpec{"count_exponent", 0, 0, 2, false, "confidence of a product bought in n baskets: n to this power",
                evenly(0, 1)},
    half_life_setting};

PartData train(const TrainingData& data, const RecipeSettings& given, const TrainingRun& run) {
  IalsConfig config;
  config.dim = given.whole("dim");
  config.sweeps = given.whole("sweeps");
  config.unobserved_weight = given.number("unobserved_weight");
  config.regularization = given.number("regularization");
  config.frequency_exponent = given.number("frequency_exponent");
  config.count_exponent = given.number("count_exponent");
  config.seed = run.seed;
  config.threads = run.threads;
  return train_ials(interactions(data.histories), data.histories.item_count, config, run.progress);
}

}  // namespace

constinit const RecipeSpec ials_recipe{"ials", "embeddings by implicit alternating least squares", settings, train};

}  // namespace moshaver
