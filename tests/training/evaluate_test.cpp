// Evaluations of tiny shops, counted by hand.
#include "moshaver/evaluate.hpp"

#include "tests/advisor/small_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

struct EvaluateWorld {
  Scratch scratch;

  std::filesystem::path file(const std::string& name, const std::string& rows) const {
    put_bytes(scratch / name, "customer_id,product_id,event,order_id\n" + rows);
    return scratch / name;
  }
  // Trained on: a is popular (3 customers), then b (2), then c (1). Tested on: me finds b, you buys a again and a
  // product nobody knows, new comes for the first time.
  [[nodiscard]] EvaluateOptions options() const {
    EvaluateOptions options;
    options.source.events = {file("train.csv", "me,a,,1\nyou,a,,2\nyou,b,,2\nx,a,,3\nx,b,,3\nx,c,,3\n")};
    options.test = {file("test.csv", "me,b,,4\nme,b,,5\nyou,a,,6\nyou,z,,6\nnew,a,,7\nnew,c,,7\nlooker,a,view,\n")};
    options.recipes = {"popular"};
    options.ks = {1, 2};
    options.threads = 1;
    return options;
  }
};

EvaluationReport evaluated(const EvaluateOptions& options) {
  const auto report = evaluate(options);
  if (!report) FAIL(report.error().message);
  return *report;
}

const MetricsAtK& at(const EvaluationReport& report, std::size_t k) {
  for (const MetricsAtK& metrics : report.recipes.at(0).at) {
    if (metrics.k == k) return metrics;
  }
  FAIL("no k " << k);
  return report.recipes.at(0).at.front();
}

}  // namespace

TEST_CASE(
    "train and test files: recall and hits are those counted by hand, new customers and unknown products included") {
  const EvaluateWorld world;
  const EvaluationReport report = evaluated(world.options());
  // me: owned a, truth {b}; shown b, c. you: owned a and b, truth {z} (a is masked), shown c. new: truth {a, c}, shown
  // a, b, c.
  CHECK(report.customers_judged == 3);
  CHECK(report.truth_items == 4);
  CHECK(report.truth_unknown_items == 1);
  CHECK(report.catalogue_size == 3);
  CHECK(report.ks == std::vector<std::size_t>{1, 2});
  CHECK_FALSE(report.include_purchased);
  REQUIRE(report.recipes.size() == 1);
  CHECK(at(report, 1)[Metric::recall].mean == Approx((1 + 0 + 0.5) / 3));
  CHECK(at(report, 2)[Metric::recall].mean == Approx((1 + 0 + 0.5) / 3));
  CHECK(at(report, 1)[Metric::hit_rate].mean == Approx(2.0 / 3));
  CHECK(at(report, 1)[Metric::precision].mean == Approx(2.0 / 3));
  CHECK(at(report, 1)[Metric::mrr].mean == Approx(2.0 / 3));
  CHECK(at(report, 1).coverage == 1);  // b, c and a
}

TEST_CASE("where owned products may come again they are truth and are shown") {
  const EvaluateWorld world;
  EvaluateOptions options = world.options();
  options.include_purchased = true;
  const EvaluationReport report = evaluated(options);
  // Everybody is shown a, b. me: truth {b}. you: {a, z}. new: {a, c}.
  CHECK(report.include_purchased);
  CHECK(report.truth_items == 5);
  CHECK(at(report, 1)[Metric::recall].mean == Approx((0 + 0.5 + 0.5) / 3));
  CHECK(at(report, 2)[Metric::recall].mean == Approx((1 + 0.5 + 0.5) / 3));
  CHECK(at(report, 2)[Metric::repeat_recall].customers == 1);
  CHECK(at(report, 2)[Metric::repeat_recall].mean == 1);
}

TEST_CASE("a model trained before is judged as the recipe trained on the spot is") {
  const EvaluateWorld world;
  EvaluateOptions options = world.options();
  const EvaluationReport fresh = evaluated(options);
  TrainOptions training;
  training.source = options.source;
  training.out = world.scratch / "model";
  training.recipe = "popular";
  REQUIRE(train(training));
  EvaluateOptions of_model;
  of_model.model = training.out;
  of_model.test = options.test;
  of_model.ks = {1, 2};
  const EvaluationReport report = evaluated(of_model);
  CHECK(report.recipes.at(0).recipe == "popular");
  CHECK(report.recipes.at(0).at == fresh.recipes.at(0).at);
  CHECK(report.truth_items == fresh.truth_items);
}

TEST_CASE("every recipe is judged on the same customers, and compared with the first") {
  const SmallShop world;
  EvaluateOptions options;
  options.source.events = {world.events()};
  options.settings = {{"ials.dim", 8}, {"low-pass.dim", 8}};
  options.ks = {5};
  options.protocol = Protocol::random_items;
  const EvaluationReport report = evaluated(options);
  REQUIRE(report.recipes.size() == all_recipes_named.size());
  REQUIRE(report.comparisons.size() == report.recipes.size() - 1);
  for (std::size_t recipe = 0; recipe < report.recipes.size(); ++recipe) {
    CHECK(report.recipes[recipe].recipe == all_recipes_named[recipe]);
    CHECK(report.recipes[recipe].at.front()[Metric::ndcg].customers == report.customers_judged);
    if (recipe == 0) continue;
    const RecipeComparison& comparison = report.comparisons[recipe - 1];
    CHECK(comparison.baseline == "popular");
    CHECK(comparison.recipe == all_recipes_named[recipe]);
    CHECK(comparison.difference.mean == Approx(report.recipes[recipe].at.front()[Metric::ndcg].mean -
                                               report.recipes[0].at.front()[Metric::ndcg].mean));
  }
}

TEST_CASE("an evaluation gives the same figures at any number of threads, and of a shop as of its files") {
  const SmallShop world;
  EvaluateOptions options;
  options.source.events = {world.events()};
  options.settings = {{"ials.dim", 8}, {"low-pass.dim", 8}};
  options.include_purchased = true;
  options.threads = 1;
  const EvaluationReport one = evaluated(options);
  options.threads = 3;
  const EvaluationReport three = evaluated(options);
  world.import(world.events());
  options.source = {};
  options.source.shop = world.shop();
  const EvaluationReport shop = evaluated(options);
  for (std::size_t recipe = 0; recipe < one.recipes.size(); ++recipe) {
    CHECK(three.recipes.at(recipe).at == one.recipes[recipe].at);
    CHECK(shop.recipes.at(recipe).at == one.recipes[recipe].at);
  }
  CHECK(shop.protocol == one.protocol);
}

TEST_CASE("each protocol holds out what its name says") {
  const SmallShop world;
  EvaluateOptions options;
  options.source.events = {world.events()};
  options.recipes = {"popular"};
  options.include_purchased = true;
  options.protocol = Protocol::last_days;
  options.days = 3;
  CHECK(evaluated(options).protocol.find("last 3 days") != std::string::npos);
  options.protocol = Protocol::last_basket;
  const EvaluationReport last_basket = evaluated(options);
  CHECK(last_basket.customers_judged == SmallShop::customers);
  CHECK(last_basket.truth_items == SmallShop::customers);  // everybody's latest basket holds one product
}

TEST_CASE("an evaluation of nothing, at no place, or of recipes for a finished model is refused") {
  const EvaluateWorld world;
  EvaluateOptions options = world.options();
  options.ks = {};
  CHECK(evaluate(options).error().code == ErrorCode::invalid_argument);
  options.ks = {10, 0};
  CHECK(evaluate(options).error().code == ErrorCode::invalid_argument);
  options = world.options();
  options.recipes = {"magic"};
  CHECK(evaluate(options).error().code == ErrorCode::invalid_argument);
  options = world.options();
  options.test = {world.file("views.csv", "me,b,view,\n")};
  CHECK(evaluate(options).error().code == ErrorCode::no_data);
  options = world.options();
  options.model = world.scratch / "model";
  CHECK(evaluate(options).error().code == ErrorCode::invalid_argument);
  options.recipes.clear();
  CHECK(evaluate(options).error().code == ErrorCode::not_found);
  options = world.options();
  options.source.events = {world.file("one.csv", "me,a,,\n")};
  options.test.clear();
  CHECK(evaluate(options).error().code == ErrorCode::no_data);
}
