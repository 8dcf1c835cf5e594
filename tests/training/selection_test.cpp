// Choosing a recipe within a time budget: costs are measured on samples, and what would not fit is skipped.
#include "models/training/selection.hpp"

#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// A recipe whose trial costs constant + proportional * share, asked for with so much time left.
struct Measured {
  std::vector<double> shares;
  double expected = 0;
};
Measured measured(double constant, double proportional, double left) {
  Measured result;
  const auto measure = [&](double share) -> Result<std::optional<TrialCost>> {
    result.shares.push_back(share);
    const double seconds = constant + proportional * share;
    return TrialCost{seconds / 2, seconds};
  };
  const auto cost = expected_cost(measure, [&](const TrialCost& c) { return c.total <= left; });
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

TEST_CASE("a cost that grows with the customers is known from a sixteenth of them") {
  const Measured plenty = measured(0, 160, 1'000);
  CHECK(plenty.shares == std::vector<double>{1.0 / 16});
  CHECK(plenty.expected == Approx(160));
}

TEST_CASE("where sixteen times the sample would not fit, a quarter is measured and its growth carried on") {
  // 36 s of passes over the products, 4 s of customers: the sixteenth alone would say 580 s.
  const Measured mostly_constant = measured(36, 4, 300);
  CHECK(mostly_constant.shares == std::vector<double>{1.0 / 16, 0.25});
  CHECK(mostly_constant.expected > 36);
  CHECK(mostly_constant.expected < 45);
  const Measured proportional = measured(0, 160, 100);
  CHECK(proportional.shares.size() == 2);
  CHECK(proportional.expected == Approx(160));
}

TEST_CASE("nothing is measured that would not fit itself") {
  const Measured dear = measured(0, 160, 39);  // a quarter takes 40 s
  CHECK(dear.shares == std::vector<double>{1.0 / 16});
  CHECK(dear.expected == Approx(160));
}

TEST_CASE("without time left the first recipe is still tried, and every other one is skipped with what it would cost") {
  const TasteShop shop = taste_shop();
  const JudgingTask task = selection_task(shop.histories, 1, false);
  const auto recipes = contenders({}, {{"low-pass.dim", 2}, {"ials.dim", 4}});
  REQUIRE(recipes);
  TrainingRun run{1, 1, {}};
  run.seconds_left = [] { return -1.0; };
  const auto trials = try_contenders(*recipes, task, shop.histories.purchases.size(), run);
  REQUIRE(trials);
  CHECK(names_of(trials->tried) == std::vector<std::string>{"popular"});
  CHECK(trials->skipped.size() == recipes->size() - 1);
  for (const SkippedRecipe& skipped : trials->skipped) CHECK(skipped.expected_seconds > 0);
  CHECK(trials->best() == 0);
}

TEST_CASE("with time to spare a budget changes nothing") {
  const TasteShop shop = taste_shop();
  const JudgingTask task = selection_task(shop.histories, 1, false);
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
  REQUIRE(limited->judged.size() == free->judged.size());
  for (std::size_t at = 0; at < free->judged.size(); ++at)
    CHECK(limited->judged[at].evaluation.at == free->judged[at].evaluation.at);
}

TEST_CASE("a learner sees what is left of the time: half of it while its recipe is only tried") {
  const TasteShop shop = taste_shop();
  static double seen = 0;
  seen = 0;
  static constexpr std::array settings = {half_life_setting};
  static const RecipeSpec watching{
      "watching", "", settings,
      [](const TrainingData& data, const RecipeSettings&, const TrainingRun& run) -> PartData {
        seen = run.seconds_left ? run.seconds_left() : -1;
        return data.popularity;
      }};
  const Contender contender{&watching, settings_for(watching, {}).value()};
  const JudgingTask task = selection_task(shop.histories, 1, false);
  TrainingRun run{1, 1, {}};
  run.seconds_left = [] { return 80.0; };
  REQUIRE(try_contenders({&contender, 1}, task, shop.histories.purchases.size(), run));
  CHECK(seen == 40);
  run.seconds_left = {};
  REQUIRE(try_contenders({&contender, 1}, task, shop.histories.purchases.size(), run));
  CHECK(seen == -1);
}
