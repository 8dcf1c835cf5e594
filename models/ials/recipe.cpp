#include <array>

#include "models/content/attribute_map.hpp"
#include "models/ials/ials.hpp"
#include "models/ials/sweep_search.hpp"
#include "models/training/recipes.hpp"

namespace moshaver {

namespace {

// The defaults were found on held-out parts of training data: bench/RESULTS.md.
constexpr std::array settings = {
    SettingSpec{"dim", 128, 1, 2'048, true, "length of the embeddings", evenly_in_logarithm(32, 512)},
    SettingSpec{"sweeps", 8, 1, 1'000, true, "alternations", evenly(4, 16)},
    SettingSpec{"unobserved_weight", 0, 0, 1'000, false, "a0: weight of unobserved pairs; 0: from the density",
                evenly_in_logarithm(0.003, 1)},
    SettingSpec{"regularization", 0.004, 1e-9, 1e6, false, "lambda, times frequency ^ frequency_exponent",
                evenly_in_logarithm(1e-4, 0.1)},
    SettingSpec{"frequency_exponent", 1, 0, 2, false, "nu: 1 regularizes frequent rows more, 0 all equally",
                evenly(0.5, 1)},
    SettingSpec{"count_exponent", 0, 0, 2, false, "confidence of a product bought in n baskets: n to this power",
                evenly(0, 1)},
    SettingSpec{"content_weight", 0, 0, 1e6, false,
                "kappa: attributes weigh as much as so many buyers (item cold start); 0: unused"},
    SettingSpec{"time_half_life_days", 0, 0, 36'500, false, "confidence halves in so many days; 0: never"},
    SettingSpec{"early_stop", 0, 0, 1, true, "1: finds the number of sweeps, at most `sweeps`, on a held-out part"},
    half_life_setting};

Result<PartData> train(const TrainingData& data, const RecipeSettings& given, const TrainingRun& run) {
  IalsConfig config;
  config.dim = given.whole("dim");
  config.sweeps = given.whole("sweeps");
  config.unobserved_weight = given.number("unobserved_weight");
  config.regularization = given.number("regularization");
  config.frequency_exponent = given.number("frequency_exponent");
  config.confidence = {given.as_float("count_exponent"), given.as_float("time_half_life_days")};
  config.seed = run.seed;
  config.threads = run.threads;
  if (given.number("early_stop") != 0) config.sweeps = find_sweeps(data.histories, config, run);
  const SparseRows by_user = confidences(data.histories, config.confidence);
  FactorsPart part = train_ials(by_user, data.histories.item_count, config, run.progress);
  if (const double weight = given.number("content_weight"); weight > 0) {
    const ContentFeatures features =
        content_features(data.catalogue, data.histories.item_count, {.threads = run.threads});
    const auto buyers = count_buyers(by_user, data.histories.item_count);
    AttributeMixConfig mix;
    mix.content_weight = weight;
    mix.threads = run.threads;
    mix_in_attributes(part, attribute_vectors(features, buyers, {.seed = run.seed, .threads = run.threads}), buyers,
                      mix);
  }
  return part;
}

}  // namespace

constinit const RecipeSpec ials_recipe{"ials", "embeddings by implicit alternating least squares", settings, train};

}  // namespace moshaver
