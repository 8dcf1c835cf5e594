#include <array>

#include "models/training/recipes.hpp"

namespace moshaver {

namespace {

// repeat, next-knn and user-knn share one kind of part (engine/ranking/repeat_scorer.hpp) and differ in its settings.
// The defaults were found on held-out parts of training data: bench/RESULTS.md.
struct RepeatDefaults {
  double groups, own_share, neighbours, buyers_cap, item_exponent, similarity_power, target_exponent, popularity_weight;
};
constexpr auto settings_with(const RepeatDefaults& defaults) {
  return std::array{
      SettingSpec{"groups", defaults.groups, 1, 1'000, true, "groups that a history's baskets are divided into",
                  evenly(1, 12)},
      SettingSpec{"basket_decay", 0.9, 0.01, 1, false, "weight of a basket relative to the next in its group",
                  evenly(0.5, 1)},
      SettingSpec{"group_decay", 0.7, 0.01, 1, false, "weight of a group relative to the next", evenly(0.4, 1)},
      SettingSpec{"own_share", defaults.own_share, 0, 1, false,
                  "weight of the customer's own past; neighbours get the rest", evenly(0, 1)},
      SettingSpec{"neighbours", defaults.neighbours, 1, 1e7, true, "number of most similar customers used",
                  evenly_in_logarithm(50, 20'000)},
      SettingSpec{"buyers_cap", defaults.buyers_cap, 1, 1e7, true, "buyers of a product considered as neighbours"},
      SettingSpec{"item_exponent", defaults.item_exponent, 0, 2, false,
                  "down-weights popular products in the similarity of customers", evenly(0, 1)},
      SettingSpec{"similarity_power", defaults.similarity_power, 0, 20, false,
                  "neighbours weigh their similarity to this power", evenly_in_logarithm(0.5, 10)},
      SettingSpec{"target_exponent", defaults.target_exponent, 0, 2, false,
                  "down-weights popular products in the answer", evenly(0, 0.6)},
      SettingSpec{"popularity_weight", defaults.popularity_weight, 0, 1, false, "weight of popularity in the score",
                  evenly_in_logarithm(1e-6, 0.1)},
      half_life_setting};
}
constexpr auto repeat_settings = settings_with({7, 0.5, 300, 1'000, 0, 1, 0, 0.02});
constexpr auto next_knn_settings = settings_with({7, 0, 300, 1'000, 0.25, 1, 0, 1e-5});
constexpr auto user_knn_settings = settings_with({1, 0, 1'000, 1'000, 0.5, 1.5, 0.2, 1e-5});

RepeatPart make_part(const RecipeSettings& given) {
  RepeatPart part;
  part.groups = given.whole("groups");
  part.basket_decay = given.as_float("basket_decay");
  part.group_decay = given.as_float("group_decay");
  part.own_share = given.as_float("own_share");
  part.neighbours = given.whole("neighbours");
  part.buyers_cap = given.whole("buyers_cap");
  part.item_exponent = given.as_float("item_exponent");
  part.similarity_power = given.as_float("similarity_power");
  part.target_exponent = given.as_float("target_exponent");
  part.popularity_weight = given.as_float("popularity_weight");
  return part;
}

Result<PartData> train(const TrainingData&, const RecipeSettings& given, const TrainingRun&) {
  return make_part(given);
}

Result<PartData> train_latest(const TrainingData& data, const RecipeSettings& given, const TrainingRun&) {
  const Histories& histories = data.histories;
  RepeatPart part = make_part(given);
  part.latest = natural_window(histories.purchases);
  const std::uint32_t now = last_time(histories.purchases);
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    const auto history = histories.of(UserId{user});
    const std::size_t before = latest_begin(history, *part.latest, now);
    if (before > 0 && before < history.size()) return part;
  }
  return failure(ErrorCode::no_data, "no customer has a later purchase to learn from: import order_id or timestamps");
}

}  // namespace

constinit const RecipeSpec next_knn_recipe{"next-knn", "what the most similar customers bought last", next_knn_settings,
                                           train_latest};
constinit const RecipeSpec user_knn_recipe{
    "user-knn", "what the most similar customers have (user-based collaborative filtering)", user_knn_settings, train};
constinit const RecipeSpec repeat_recipe{
    "repeat", "repeat purchases of the customer and of the most similar customers (TIFU-KNN)", repeat_settings, train};

}  // namespace moshaver
