#include <array>

#include "models/ials/ials.hpp"
#include "models/ials/sweep_search.hpp"
#include "models/training/recipes.hpp"

namespace moshaver {

namespace {

// The defaults were found on held-out parts of training data: bench/RESULTS.md.
constexpr std::array settings = {
    SettingSpec{"dim", 128, 1, 2'048, true, "length of the embeddings"},
    SettingSpec{"sweeps", 8, 1, 1'000, true, "alternations"},
    SettingSpec{"unobserved_weight", 0, 0, 1'000, false, "a0: weight of what was not bought; 0: by density"},
    SettingSpec{"regularization", 0.004, 1e-9, 1e6, false, "lambda, times frequency ^ frequency_exponent"},
    SettingSpec{"frequency_exponent", 1, 0, 2, false, "nu: 1 regularizes busy customers more, 0 all alike"},
    SettingSpec{"count_exponent", 0, 0, 2, false, "confidence of a product bought in n baskets: n to this power"},
    SettingSpec{"time_half_life_days", 0, 0, 36'500, false, "confidence halves in so many days; 0: never"},
    SettingSpec{"early_stop", 0, 0, 1, true, "1: at most `sweeps`, as many as help on a part held out"},
    half_life_setting};

PartData train(const TrainingData& data, const RecipeSettings& given, const TrainingRun& run) {
  IalsConfig config;
  config.dim = given.whole("dim");
  config.sweeps = given.whole("sweeps");
  config.unobserved_weight = given.number("unobserved_weight");
  config.regularization = given.number("regularization");
  config.frequency_exponent = given.number("frequency_exponent");
  config.confidence = {given.narrow("count_exponent"), given.narrow("time_half_life_days")};
  config.seed = run.seed;
  config.threads = run.threads;
  if (given.number("early_stop") != 0) config.sweeps = find_sweeps(data.histories, config, run);
  return train_ials(confidences(data.histories, config.confidence), data.histories.item_count, config, run.progress);
}

}  // namespace

constinit const RecipeSpec ials_recipe{"ials", "embeddings by implicit alternating least squares", settings, train};

}  // namespace moshaver
