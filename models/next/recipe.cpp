#include <array>

#include "models/next/next.hpp"
#include "models/training/recipes.hpp"

namespace moshaver {

namespace {

// The defaults were found on held-out parts of training data: bench/RESULTS.md.
constexpr std::array settings = {
    SettingSpec{"basket_decay", 0.9, 0.01, 1, false, "weight of a purchase relative to one an order later",
                evenly(0.5, 1)},
    SettingSpec{"source_exponent", 0.65, 0, 2, false, "down-weights popular products of the history", evenly(0, 1)},
    SettingSpec{"target_exponent", 0.25, 0, 2, false, "down-weights popular products in the answer", evenly(0, 1)},
    SettingSpec{"user_exponent", 0.5, 0, 2, false, "down-weights customers with long histories", evenly(0, 1.5)},
    SettingSpec{"orders", 5, 1, 1e6, true, "latest orders of each customer to train on", evenly_in_logarithm(1, 50)},
    SettingSpec{"sources_per_target", 500, 1, 100'000, true, "neighbours kept per product: memory against recall",
                evenly_in_logarithm(100, 2'000)},
    SettingSpec{"max_history", 500, 1, 1'000'000, true, "latest purchases before an order to count as its sources"},
    half_life_setting};

Result<PartData> train(const TrainingData& data, const RecipeSettings& given, const TrainingRun& run) {
  NextConfig config;
  config.basket_decay = given.number("basket_decay");
  config.source_exponent = given.number("source_exponent");
  config.target_exponent = given.number("target_exponent");
  config.user_exponent = given.number("user_exponent");
  config.orders = given.whole("orders");
  config.sources_per_target = given.whole("sources_per_target");
  config.max_history = given.whole("max_history");
  config.threads = run.threads;
  ItemItemPart part = train_next(data.histories, config, run.progress);
  if (part.rows.columns.empty()) {
    return failure(ErrorCode::no_data, "no customer has a second order to learn from: import order_id or timestamps");
  }
  return part;
}

}  // namespace

constinit const RecipeSpec next_recipe{"next", "what is bought after what, from order to order", settings, train};

}  // namespace moshaver
