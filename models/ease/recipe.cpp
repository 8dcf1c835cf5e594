#include <array>

#include "models/ease/ease.hpp"
#include "models/training/recipes.hpp"

namespace moshaver {

namespace {

// The defaults were found on held-out parts of training data: bench/RESULTS.md.
constexpr std::array settings = {
    SettingSpec{"regularization", 4, 1e-6, 1e9, false, "lambda, times customers ^ ridge_exponent of a product",
                evenly_in_logarithm(0.3, 100)},
    SettingSpec{"ridge_exponent", 0.4, 0, 2, false, "1 regularizes popular products more, 0 all equally", evenly(0, 1)},
    SettingSpec{"user_exponent", 0.4, 0, 2, false, "down-weights customers with long histories", evenly(0, 1)},
    SettingSpec{"source_exponent", 0, -2, 2, false, "down-weights popular products of the history"},
    SettingSpec{"target_exponent", 0, -2, 2, false, "down-weights popular products in the answer", evenly(-0.2, 0.3)},
    SettingSpec{"sources_per_target", 0, 0, 10'000, true, "neighbours kept per product; 0: 1,000 dense, 200 sparse"},
    SettingSpec{"form", 0, 0, 2, true, "1: dense, exact; 2: sparse; 0: dense if it fits into memory_mib"},
    SettingSpec{"memory_mib", 1'024, 1, 1e7, true, "memory for the dense inverse, or the sparse form's pairs"},
    SettingSpec{"max_history", 2'000, 2, 1'000'000, true, "longer histories are thinned to so many products"},
    SettingSpec{"count_exponent", 0, 0, 2, false, "weight of a product bought in n baskets: n to this power",
                evenly(0, 1)},
    half_life_setting};

EaseConfig config_of(const RecipeSettings& given) {
  EaseConfig config;
  config.form = static_cast<EaseForm>(given.whole("form"));
  config.memory_mib = given.whole("memory_mib");
  config.regularization = given.number("regularization");
  config.ridge_exponent = given.number("ridge_exponent");
  config.user_exponent = given.number("user_exponent");
  config.source_exponent = given.number("source_exponent");
  config.target_exponent = given.number("target_exponent");
  config.sources_per_target = given.whole("sources_per_target");
  config.max_history = given.whole("max_history");
  config.count_exponent = given.number("count_exponent");
  return config;
}

// A dense form that was requested must fit into memory_mib.
Result<void> check(const Histories& histories, const EaseConfig& config) {
  if (config.form != EaseForm::dense) return {};
  std::vector<bool> bought(histories.item_count, false);
  std::size_t products = 0;
  for (const Purchase& purchase : histories.purchases) {
    products += !bought[purchase.item.row];
    bought[purchase.item.row] = true;
  }
  const std::size_t needed = dense_ease_mib(products);
  if (needed <= config.memory_mib) return {};
  return failure(ErrorCode::invalid_argument, "the dense form of ease needs " + std::to_string(needed) + " MiB for " +
                                                  std::to_string(products) + " products, but memory_mib is " +
                                                  std::to_string(config.memory_mib) +
                                                  ": raise ease.memory_mib, or leave ease.form at 0");
}

Result<PartData> train(const TrainingData& data, const RecipeSettings& given, const TrainingRun& run) {
  EaseConfig config = config_of(given);
  config.threads = run.threads;
  MOSHAVER_CHECK(check(data.histories, config));
  return train_ease(interactions(data.histories), data.histories.item_count, config, run.progress);
}

}  // namespace

constinit const RecipeSpec ease_recipe{"ease", "each product predicted from all others by ridge regression (EASE)",
                                       settings, train};

}  // namespace moshaver
