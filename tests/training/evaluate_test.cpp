// Evaluations of tiny shops, compared with values computed by hand.
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
  // Training: a has 3 customers, b has 2, c has 1. Test: `me` buys b, `you` buys a again and an unknown product, `new`
  // is a new customer.
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

TEST_CASE("an evaluation on train and test files gives the metrics computed by hand, with new customers and products") {
  const EvaluateWorld world;
  const EvaluationReport report = evaluated(world.options());
  // me: owned a, truth {b}; shown b, c. you: owned a and b, truth {z} (a is masked), shown c. new: truth {a, c}, shown
  // a, b, c.
  CHECK(report.customers_evaluated == 3);
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

TEST_CASE("with include_purchased owned products are recommended and count as truth") {
  const EvaluateWorld world;
  EvaluateOptions options = world.options();
  options.include_purchased = true;
  const EvaluationReport report = evaluated(options);
  // Every customer is shown a, b. me: truth {b}. you: {a, z}. new: {a, c}.
  CHECK(report.include_purchased);
  CHECK(report.truth_items == 5);
  CHECK(at(report, 1)[Metric::recall].mean == Approx((0 + 0.5 + 0.5) / 3));
  CHECK(at(report, 2)[Metric::recall].mean == Approx((1 + 0.5 + 0.5) / 3));
  CHECK(at(report, 2)[Metric::repeat_recall].customers == 1);
  CHECK(at(report, 2)[Metric::repeat_recall].mean == 1);
}

TEST_CASE("evaluating a trained model gives the same metrics as evaluating its recipe") {
  const EvaluateWorld world;
  EvaluateOptions options = world.options();
  const EvaluationReport fresh = evaluated(options);
  TrainOptions training;
  training.source = options.source;
  training.out = world.scratch / "model";
  training.recipe = "popular";
  REQUIRE(train(training));
  EvaluateOptions of_model;
  of_model.models = {training.out};
  of_model.test = options.test;
  of_model.ks = {1, 2};
  const EvaluationReport report = evaluated(of_model);
  CHECK(report.recipes.at(0).recipe == "popular");
  CHECK(report.recipes.at(0).at == fresh.recipes.at(0).at);
  CHECK(report.truth_items == fresh.truth_items);
}

TEST_CASE("all recipes are evaluated on the same customers and compared with the first") {
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
    CHECK(report.recipes[recipe].at.front()[Metric::ndcg].customers == report.customers_evaluated);
    if (recipe == 0) continue;
    const RecipeComparison& comparison = report.comparisons[recipe - 1];
    CHECK(comparison.baseline == "popular");
    CHECK(comparison.recipe == all_recipes_named[recipe]);
    CHECK(comparison.difference.mean == Approx(report.recipes[recipe].at.front()[Metric::ndcg].mean -
                                               report.recipes[0].at.front()[Metric::ndcg].mean));
  }
}

TEST_CASE("an evaluation gives the same metrics with any number of threads, and for a shop and its files") {
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

TEST_CASE("each protocol holds out the purchases that its name says") {
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
  CHECK(last_basket.customers_evaluated == SmallShop::customers);
  CHECK(last_basket.truth_items == SmallShop::customers);  // each customer's latest basket has one product
}

TEST_CASE(
    "evaluate refuses invalid k, unknown recipes, missing models, recipes with models, and data without test "
    "purchases") {
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
  options.models = {world.scratch / "model"};
  CHECK(evaluate(options).error().code == ErrorCode::invalid_argument);
  options.recipes.clear();
  CHECK(evaluate(options).error().code == ErrorCode::invalid_argument);
  options.source.events.clear();
  CHECK(evaluate(options).error().code == ErrorCode::not_found);
  options = world.options();
  options.source.events = {world.file("one.csv", "me,a,,\n")};
  options.test.clear();
  CHECK(evaluate(options).error().code == ErrorCode::no_data);
}

TEST_CASE("two trained models are evaluated on the same customers, and the second is compared with the first") {
  const EvaluateWorld world;
  EvaluateOptions options = world.options();
  TrainOptions training;
  training.source = options.source;
  EvaluateOptions of_models;
  of_models.test = options.test;
  of_models.ks = {1, 2};
  for (const char* recipe : {"popular", "item-item"}) {
    training.recipe = recipe;
    training.out = world.scratch / recipe;
    REQUIRE(train(training));
    of_models.models.push_back(training.out);
  }
  options.recipes = {"popular", "item-item"};
  const EvaluationReport fresh = evaluated(options), report = evaluated(of_models);
  REQUIRE(report.recipes.size() == 2);
  for (std::size_t at = 0; at < 2; ++at) {
    CHECK(report.recipes[at].recipe == of_models.models[at]);
    CHECK(report.recipes[at].at == fresh.recipes[at].at);
  }
  REQUIRE(report.comparisons.size() == 2);  // one for each k
  CHECK(report.comparisons.front().baseline == of_models.models[0]);
  CHECK(report.comparisons.front().difference == fresh.comparisons.front().difference);

  // A model of other products cannot be compared.
  training.source.events = {world.file("other.csv", "me,z,,1\nyou,y,,1\n")};
  training.out = world.scratch / "other";
  REQUIRE(train(training));
  of_models.models.push_back(training.out);
  CHECK(evaluate(of_models).error().code == ErrorCode::bad_format);
}

TEST_CASE("a shop's models are evaluated on purchases made after the last of them was trained") {
  const SmallShop world;
  const std::string first = world.train_shop("popular").model_id, second = world.train_shop("item-item").model_id;
  EvaluateOptions options;
  options.source.shop = world.shop();
  options.models = {first, "current"};
  options.ks = {3};
  const auto nothing_yet = evaluate(options);
  REQUIRE_FALSE(nothing_yet);
  CHECK(nothing_yet.error().code == ErrorCode::no_data);
  CHECK_THAT(nothing_yet.error().message, Catch::Contains("import newer events"));

  std::string rows;  // each customer buys the product that they lacked
  for (std::size_t customer = 0; customer < SmallShop::customers; ++customer) {
    rows += SmallShop::customer(customer) + "," + SmallShop::product(SmallShop::withheld(customer)) + ",purchase," +
            std::to_string(2'000 * day) + ",\n";
  }
  world.import(world.file("later.csv", rows));
  const EvaluationReport report = evaluated(options);
  CHECK_THAT(report.protocol, Catch::Contains("since"));
  CHECK(report.customers_evaluated >= SmallShop::customers - 1);  // customer 1 liked a tea
  REQUIRE(report.recipes.size() == 2);
  CHECK(report.recipes[0].recipe == first);
  CHECK(report.recipes[1].recipe == second);  // the model that `current` names
  CHECK(report.recipes[1].at.front()[Metric::ndcg].mean > report.recipes[0].at.front()[Metric::ndcg].mean);
  options.models = {"nonsense-0123"};
  CHECK(evaluate(options).error().code == ErrorCode::not_found);
}

TEST_CASE(
    "strong generalisation evaluates customers that were not in training, and item-item still finds their tastes") {
  const SmallShop world;
  EvaluateOptions options;
  options.source.events = {world.events()};
  options.recipes = {"popular", "item-item"};
  options.ks = {2};
  options.protocol = Protocol::strong_generalisation;
  options.share = 0.5;
  const EvaluationReport report = evaluated(options);
  CHECK(report.customers_evaluated > 8);
  CHECK(report.customers_evaluated < SmallShop::customers);
  CHECK(report.recipes[1].at.front()[Metric::recall].mean > 0.5);
  CHECK(report.recipes[1].at.front()[Metric::recall].mean > report.recipes[0].at.front()[Metric::recall].mean);
  options.share = 1;
  CHECK(evaluate(options).error().code == ErrorCode::invalid_argument);
}

TEST_CASE("an evaluation reports the same segments for every recipe, with the shop's own segments and categories") {
  const SmallShop world;
  world.import(world.events());
  put_bytes(world.path("customers.csv"),
            "customer_id,segment\n" + SmallShop::customer(2) + ",gold\n" + SmallShop::customer(4) + ",gold\n");
  put_bytes(world.path("products.csv"),
            "product_id,category\n" + SmallShop::product(0) + ",Tea > Green\n" + SmallShop::product(7) + ",Coffee\n");
  ImportOptions import;
  import.shop = world.shop();
  import.customers = {world.path("customers.csv")};
  import.products = {world.path("products.csv")};
  REQUIRE(import_files(import));
  EvaluateOptions options;
  options.source.shop = world.shop();
  options.recipes = {"popular", "item-item"};
  options.ks = {3};
  options.include_purchased = true;
  options.protocol = Protocol::last_basket;
  const EvaluationReport report = evaluated(options);
  const auto find = [&](std::size_t recipe, const std::string& by, const std::string& name) {
    for (const SegmentEvaluation& segment : report.recipes[recipe].segments) {
      if (segment.by == by && segment.segment == name) return segment;
    }
    FAIL("no segment " << by << " " << name);
    return SegmentEvaluation{};
  };
  for (std::size_t recipe = 0; recipe < 2; ++recipe) {
    const SegmentEvaluation returning = find(recipe, "history", "returning");
    CHECK(returning.customers == report.customers_evaluated);
    CHECK(returning.at.front().ndcg == report.recipes[recipe].at.front()[Metric::ndcg]);  // all customers here
    CHECK(find(recipe, "segment", "gold").customers == 2);
    CHECK(find(recipe, "category", "Tea").at.front().recall.customers > 0);
    CHECK(report.recipes[recipe].segments.size() == report.recipes[0].segments.size());
  }
  CHECK_THAT(to_json(report), Catch::Contains("\"segment\":\"gold\""));
  CHECK_THAT(to_html(report), Catch::Contains("segment: gold") && Catch::Contains("category: Tea"));
}
