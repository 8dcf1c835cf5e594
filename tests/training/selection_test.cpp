// Choosing a recipe within a time budget: costs are measured on samples, and recipes that would not fit are skipped.
#include "models/training/selection.hpp"

#include <cmath>

#include "tests/content/tea_shop.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

struct Measured {
  std::vector<double> shares;
  double expected = 0, spent = 0;
};
// The expected cost of a recipe whose trial takes seconds(share), with `left` seconds left.
Measured measured(const std::function<double(double)>& seconds, double left) {
  Measured result;
  const auto measure = [&](double share) -> Result<std::optional<TrialCost>> {
    result.shares.push_back(share);
    result.spent += seconds(share);
    return TrialCost{seconds(share) / 2, seconds(share)};
  };
  const auto seconds_left = [&] { return left - result.spent; };
  const auto cost = expected_cost(
      measure, [&](const TrialCost& c) { return c.total <= seconds_left(); }, seconds_left);
  REQUIRE(cost);
  REQUIRE(*cost);
  CHECK((*cost)->train == Approx((*cost)->total / 2));
  result.expected = (*cost)->total;
  return result;
}

std::vector<std::string> names_of(const std::vector<Contender>& contenders) {
  std::vector<std::string> names;
  for (const Contender& contender : contenders) names.emplace_back(contender.recipe->name);
  return names;
}

}  // namespace

TEST_CASE("a cost that is linear or quadratic in the customers is estimated from two small samples") {
  const Measured linear = measured([](double share) { return 160 * share; }, 1'000);
  CHECK(linear.shares == std::vector<double>{1.0 / 256, 1.0 / 64});
  CHECK(linear.expected == Approx(160));
  const Measured square = measured([](double share) { return 160 * share * share; }, 1'000);
  CHECK(square.shares.size() == 2);
  CHECK(square.expected == Approx(160));
}

TEST_CASE("a cost that does not seem to fit is measured on larger samples while these are cheap") {
  // Quadratic up to a sixteenth, linear beyond.
  const auto seconds = [](double share) { return share <= 1.0 / 16 ? 256 * share * share : 16 * share; };
  const Measured closely = measured(seconds, 60);
  CHECK(closely.shares.size() == 4);
  CHECK(closely.expected == Approx(16));
  const Measured hurried = measured(seconds, 3);
  CHECK(hurried.shares.size() < 4);
  CHECK(hurried.expected > 3);
}

TEST_CASE("measuring costs takes only a part of the time left, whatever a recipe costs") {
  for (const double full : {1.0, 10.0, 100.0, 1'000.0, 10'000.0}) {
    for (const double power : {1.0, 1.5, 2.0}) {
      const Measured any = measured([&](double share) { return full * std::pow(share, power); }, 20);
      CAPTURE(full, power, any.shares.size());
      // The first sample is measured without any estimate.
      CHECK(any.spent - full * std::pow(1.0 / 256, power) <= 0.75 * 20);
      // A cost that does not fit is never estimated to fit.
      CHECK((any.expected >= full * 0.99 || any.expected > 20));
    }
  }
}

TEST_CASE(
    "without_unbought removes products without purchases and keeps purchases, hidden products and truth of the "
    "others") {
  EvaluationTask task;
  task.train.item_count = 6;
  task.train.purchases = {{ItemId{5}}, {ItemId{2}}, {ItemId{5}}};
  task.train.offsets = {0, 2, 3};
  task.train.hidden = {{0}, {2}, {2}, {5}};
  task.train.hidden_offsets = {0, 2, 4};
  task.truth = {{1}, {2}, {5}};
  task.truth_offsets = {0, 0, 3};
  Catalogue catalogue, kept;
  for (const std::uint32_t item : {1U, 2U, 5U}) {
    ProductAttributes attributes;
    attributes.title = "number " + std::to_string(item);
    catalogue.put(item, attributes);
  }
  task.catalogue = &catalogue;
  const EvaluationTask small = without_unbought(task, kept);
  CHECK(small.train.item_count == 2);
  CHECK(small.train.offsets == task.train.offsets);
  CHECK(small.train.purchases == FlatVector<Purchase>{{ItemId{0}}, {ItemId{1}}, {ItemId{0}}});
  CHECK(small.train.hidden == std::vector<ItemId>{{1}, {0}, {1}});
  CHECK(small.train.hidden_offsets == std::vector<std::uint64_t>{0, 1, 3});
  CHECK(small.truth == std::vector<ItemId>{{0}, {1}});
  CHECK(small.truth_offsets == std::vector<std::uint64_t>{0, 0, 2});
  REQUIRE(small.catalogue == &kept);
  CHECK(kept.size() == 2);
  CHECK(kept.of(ItemId{0}) == catalogue.of(ItemId{5}));
  CHECK(kept.of(ItemId{1}) == catalogue.of(ItemId{2}));
}

TEST_CASE("with no time left only the first recipe is tried, and the others are skipped with their expected costs") {
  const TasteShop shop = taste_shop();
  const EvaluationTask task = selection_task(shop.histories, 1, false);
  const auto recipes = contenders({}, {{"low-pass.dim", 2}, {"ials.dim", 4}});
  REQUIRE(recipes);
  TrainingRun run{1, 1, {}};
  run.seconds_left = [] { return -1.0; };
  const auto trials = try_contenders(*recipes, task, shop.histories.purchases.size(), run);
  REQUIRE(trials);
  CHECK(names_of(trials->tried) == std::vector<std::string>{"popular"});
  // Recipes that the data does not support are left out, not skipped.
  CHECK(trials->skipped.size() + trials->left_out.size() == recipes->size() - 1);
  CHECK(trials->skipped.size() > trials->left_out.size());
  for (const SkippedRecipe& skipped : trials->skipped) CHECK(skipped.expected_seconds > 0);
  CHECK(trials->best() == 0);
}

TEST_CASE("a budget that is not reached changes nothing") {
  const TasteShop shop = taste_shop();
  const EvaluationTask task = selection_task(shop.histories, 1, false);
  const auto recipes = contenders({}, {{"low-pass.dim", 2}, {"ials.dim", 4}});
  REQUIRE(recipes);
  const TrainingRun free_run{1, 1, {}};
  TrainingRun run = free_run;
  run.seconds_left = [] { return 1e6; };
  const auto limited = try_contenders(*recipes, task, shop.histories.purchases.size(), run);
  const auto free = try_contenders(*recipes, task, shop.histories.purchases.size(), free_run);
  REQUIRE(limited);
  REQUIRE(free);
  CHECK(limited->skipped.empty());
  REQUIRE(limited->evaluated.size() == free->evaluated.size());
  for (std::size_t at = 0; at < free->evaluated.size(); ++at)
    CHECK(limited->evaluated[at].evaluation.at == free->evaluated[at].evaluation.at);
}

TEST_CASE("recipes that the data does not support are left out of the trials, and are an error if they were named") {
  const TasteShop shop = taste_shop();
  const EvaluationTask task = selection_task(shop.histories, 1, false);
  const TrainingRun run{1, 1, {}};
  auto recipes = contenders({}, {}).value();
  recipes.erase(std::remove_if(recipes.begin(), recipes.end(),
                               [](const Contender& contender) {
                                 return contender.recipe->name != "popular" && contender.recipe->name != "content";
                               }),
                recipes.end());
  const auto trials = try_contenders(recipes, task, shop.histories.purchases.size(), run);
  REQUIRE(trials);
  CHECK(names_of(trials->tried) == std::vector<std::string>{"popular"});
  REQUIRE(trials->left_out.size() == 1);
  CHECK(trials->left_out.front().recipe == "content");
  const std::vector<std::string> names = {"popular", "content"};
  const auto named = contenders(names, {}).value();
  CHECK(named.front() == recipes.front());  // whether named or not
  const auto refused = try_contenders(named, task, shop.histories.purchases.size(), run);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::no_data);
}

TEST_CASE("trials, and the samples that measure their costs, use the attributes of products") {
  const TeaShop shop = tea_shop();
  const EvaluationTask task = selection_task({shop.histories, shop.catalogue}, 1, false);
  std::vector<Contender> recipes = contenders(std::vector<std::string>{"popular", "content"}, {}).value();
  for (Contender& contender : recipes) contender.named = false;
  TrainingRun run{1, 1, {}};
  const auto tried = try_contenders(recipes, task, shop.histories.purchases.size(), run);
  REQUIRE(tried);
  CHECK(names_of(tried->tried) == std::vector<std::string>{"popular", "content"});
  CHECK(tried->best() == 1);
  run.seconds_left = [] { return -1.0; };
  const auto hurried = try_contenders(recipes, task, shop.histories.purchases.size(), run);
  REQUIRE(hurried);
  REQUIRE(hurried->skipped.size() == 1);
  CHECK(hurried->skipped.front().recipe == "content");
  CHECK(hurried->left_out.empty());
}

TEST_CASE("during a trial a recipe gets half of the time left") {
  const TasteShop shop = taste_shop();
  static double seen = 0;
  seen = 0;
  static constexpr std::array settings = {half_life_setting};
  static const RecipeSpec watching{
      "watching", "", settings,
      [](const TrainingData& data, const RecipeSettings&, const TrainingRun& run) -> Result<PartData> {
        seen = run.seconds_left ? run.seconds_left() : -1;
        return data.popularity;
      }};
  const Contender contender{&watching, settings_for(watching, {}).value()};
  const EvaluationTask task = selection_task(shop.histories, 1, false);
  TrainingRun run{1, 1, {}};
  run.seconds_left = [] { return 80.0; };
  REQUIRE(try_contenders({&contender, 1}, task, shop.histories.purchases.size(), run));
  CHECK(seen == 40);
  run.seconds_left = {};
  REQUIRE(try_contenders({&contender, 1}, task, shop.histories.purchases.size(), run));
  CHECK(seen == -1);
}
