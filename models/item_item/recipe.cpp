#include <array>

#include "models/item_item/item_item.hpp"
#include "models/training/recipes.hpp"

namespace moshaver {

namespace {

// The defaults were found on held-out parts of training data: bench/RESULTS.md.
constexpr std::array settings = {
    SettingSpec{"source_exponent", 0.5, 0, 2, false, "down-weights popular products of the history", evenly(0, 1)},
    SettingSpec{"target_exponent", 0.3, 0, 2, false, "down-weights popular products in the answer", evenly(0, 1)},
    SettingSpec{"user_exponent", 1, 0, 2, false, "down-weights customers with long histories", evenly(0, 1.5)},
    SettingSpec{"sources_per_target", 500, 1, 100'000, true, "neighbours kept per product: memory against recall",
                evenly_in_logarithm(100, 2'000)},
    SettingSpec{"max_history", 2'000, 2, 1'000'000, true, "longer histories are thinned to so many products"},
    SettingSpec{"count_exponent", 0, 0, 2, false, "weight of a product bought in n baskets: n to this power",
                evenly(0, 1)},
    half_life_setting};

Result<PartData> train(const TrainingData& data, const RecipeSettings& given, const TrainingRun& run) {
  ItemItemConfig config;
  config.source_exponent = given.number("source_exponent");
  config.target_exponent = given.number("target_exponent");
  config.user_exponent = given.number("user_exponent");
  config.sources_per_target = given.whole("sources_per_target");
  config.max_history = given.whole("max_history");
  config.count_exponent = given.number("count_exponent");
  config.threads = run.threads;
  return train_item_item(interactions(data.histories), data.histories.item_count, config, run.progress);
}

}  // namespace

constinit const RecipeSpec item_item_recipe{
    "item-item", "products that the same customers buy (normalised co-occurrence)", settings, train};

}  // namespace moshaver
