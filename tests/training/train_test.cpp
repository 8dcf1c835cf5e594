// From a source to a model directory: the chosen recipe, the recorded data, and the errors.
#include "moshaver/train.hpp"

#include "engine/artifact/model_directory.hpp"
#include "models/training/recipes.hpp"
#include "moshaver/recommender.hpp"
#include "tests/advisor/small_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

struct FilesWorld {
  Scratch scratch;

  [[nodiscard]] TrainOptions options(const std::string& rows) const {
    put_bytes(scratch / "events.csv", "customer_id,product_id,event,order_id\n" + rows);
    TrainOptions options;
    options.source.events = {scratch / "events.csv"};
    options.out = scratch / "model";
    options.threads = 1;
    options.settings = {{"ials.dim", 8}, {"low-pass.dim", 8}};
    return options;
  }
  [[nodiscard]] Error refused(const TrainOptions& options) const {
    const auto report = train(options);
    REQUIRE_FALSE(report);
    CHECK(report.error().message.find('\n') == std::string::npos);
    CHECK_FALSE(std::filesystem::exists(scratch / "model"));
    return report.error();
  }
};

std::string row(std::size_t customer, std::size_t product, std::size_t order) {
  return numbered("c", customer) + "," + numbered("p", product) + ",purchase," + std::to_string(order) + "\n";
}

double ndcg_of(const EvaluationReport& report, std::string_view recipe) {
  for (const RecipeEvaluation& evaluation : report.recipes) {
    if (evaluation.recipe == recipe) return evaluation.at.front()[Metric::ndcg].mean;
  }
  FAIL("no recipe " << recipe);
  return 0;
}

}  // namespace

TEST_CASE("train chooses repeat for data with repeat purchases, if repeats count") {
  const FilesWorld world;
  std::string rows;
  for (std::size_t customer = 0; customer < 60; ++customer) {
    // Ten products that nine others buy too, and one of them again and again, a different one for each customer.
    const std::size_t first = customer / 10 * 10, staple = first + customer % 10;
    for (std::size_t pick = 0; pick < 10; ++pick) rows += row(customer, first + pick, customer * 4);
    for (std::size_t order = 1; order < 4; ++order) rows += row(customer, staple, customer * 4 + order);
  }
  TrainOptions options = world.options(rows);
  options.include_purchased = true;
  const auto report = train(options);
  REQUIRE(report);
  CHECK(report->recipe == "repeat");
  REQUIRE(report->selection);
  CHECK(report->selection->include_purchased);
  CHECK_THAT(report->selection->protocol, Contains("last basket"));
  CHECK(ndcg_of(*report->selection, "repeat") == 1);
}

TEST_CASE("train chooses popular if all customers buy the same products in the same order") {
  // The next purchase is always the most popular product not yet owned, whatever the history: no personal recipe can be
  // better, and at ties the first recipe is chosen.
  const FilesWorld world;
  std::string rows;
  for (std::size_t customer = 0; customer < 60; ++customer) {
    for (std::size_t order = 0; order < 1 + customer % 6; ++order) rows += row(customer, order, customer * 10 + order);
  }
  const auto report = train(world.options(rows));
  REQUIRE(report);
  CHECK(ndcg_of(*report->selection, "popular") == 1);
  CHECK(report->recipe == "popular");
}

TEST_CASE("train chooses a personal recipe for distinct tastes, and writes the best one") {
  const FilesWorld world;
  std::string rows;
  std::size_t order = 0;
  for (std::size_t customer = 0; customer < 200; ++customer) {
    const std::size_t taste = customer % 20;
    for (std::size_t pick = 0; pick < 4; ++pick) rows += row(customer, taste * 5 + (customer / 20 + pick) % 5, order++);
  }
  const auto report = train(world.options(rows));
  REQUIRE(report);
  REQUIRE(report->selection);
  CHECK(report->recipe != "popular");
  for (const RecipeEvaluation& evaluation : report->selection->recipes) {
    CHECK(ndcg_of(*report->selection, report->recipe) >= evaluation.at.front()[Metric::ndcg].mean);
  }
  const auto opened = open_model_directory(report->directory);
  REQUIRE(opened);
  CHECK(opened->manifest.recipe == report->recipe);
  CHECK(opened->manifest.metrics.size() == 3 * report->selection->recipes.size());
}

TEST_CASE("with too little data to hold out, train uses the simplest recipe") {
  const FilesWorld world;
  const auto report = train(world.options("c,p,purchase,\n"));
  REQUIRE(report);
  CHECK(report->recipe == "popular");
  CHECK_FALSE(report->selection.has_value());
  const auto opened = Recommender::open_model(report->directory);
  REQUIRE(opened);
  CHECK(products_of(recommended(*opened, "nobody")) == std::vector<std::string>{"p"});
}

TEST_CASE("report and manifest name the data and the settings of a model") {
  const SmallShop world;
  const auto report = world.train_files("ials", "model");
  CHECK(report.events == SmallShop::customers * 6 + 2);
  CHECK(report.customers == SmallShop::customers);
  CHECK(report.products == SmallShop::products);
  CHECK(report.purchases == SmallShop::customers * 6 + 1);  // and one like
  CHECK(report.settings.at("dim") == 4);
  CHECK(report.settings.size() == find_recipe("ials").value()->settings.size());
  const auto opened = open_model_directory(report.directory);
  REQUIRE(opened);
  CHECK(opened->manifest.id == report.model_id);
  CHECK(opened->manifest.seed == 1);
  CHECK(opened->manifest.data.events == report.events);
  CHECK(opened->manifest.data.window_from == "1972-09-27T00:00:00Z");
  CHECK(opened->manifest.data.fingerprint.size() == 32);
}

TEST_CASE("training without any purchase is no_data and writes no model") {
  const FilesWorld world;
  CHECK(world.refused(world.options("c,p,view,\n")).code == ErrorCode::no_data);
  CHECK(world.refused(world.options("")).code == ErrorCode::no_data);
  CHECK(world.refused(world.options("c,p,purchase,1\nc,p,return,1\n")).code == ErrorCode::no_data);
  TrainOptions named = world.options("c,p,view,\n");
  named.recipe = "ials";
  CHECK(world.refused(named).code == ErrorCode::no_data);
}

TEST_CASE("train refuses a missing source or output, a shop with files, and unknown recipes or settings") {
  const FilesWorld world;
  const std::string rows = "c,p,purchase,\nd,p,purchase,\n";
  TrainOptions options = world.options(rows);
  options.out.clear();
  CHECK(world.refused(options).code == ErrorCode::invalid_argument);
  options = world.options(rows);
  options.source.events.clear();
  CHECK(world.refused(options).code == ErrorCode::invalid_argument);
  options = world.options(rows);
  options.source.shop = world.scratch / "shop";
  CHECK(world.refused(options).code == ErrorCode::invalid_argument);
  options = world.options(rows);
  options.recipe = "magic";
  CHECK_THAT(world.refused(options).message, Contains("magic"));
  options = world.options(rows);
  options.settings["dimension"] = 3;
  CHECK_THAT(world.refused(options).message, Contains("dimension"));
  options = world.options(rows);
  options.settings["ials.dim"] = -3;
  CHECK_THAT(world.refused(options).message, Contains("ials.dim"));
}

TEST_CASE("missing files, missing shops and too many bad rows each give their own error in training") {
  const FilesWorld world;
  TrainOptions options = world.options(",p,purchase,\nc,p,purchase,\n");
  CHECK(world.refused(options).code == ErrorCode::too_many_rejects);
  options.source.max_reject_rate = 0.5;
  CHECK(train(options));
  std::filesystem::remove_all(options.out);
  options.source.events = {world.scratch / "nowhere.csv"};
  CHECK(world.refused(options).code == ErrorCode::not_found);
  options = {};
  options.source.shop = world.scratch / "nowhere";
  CHECK(world.refused(options).code == ErrorCode::not_found);
}

TEST_CASE("train replaces an existing model only with replace, and never other files") {
  const FilesWorld world;
  TrainOptions options = world.options("c,p,purchase,\nd,p,purchase,\n");
  options.recipe = "popular";
  REQUIRE(train(options));
  const std::string before = bytes_of(options.out / "model.json");
  options.settings["half_life_days"] = 5;
  CHECK_FALSE(train(options));
  CHECK(bytes_of(options.out / "model.json") == before);
  options.replace = true;
  REQUIRE(train(options));
  CHECK(bytes_of(options.out / "model.json") != before);
  options.out = world.scratch / "mine";
  std::filesystem::create_directory(options.out);
  put_bytes(options.out / "letter.txt", "dear");
  CHECK_FALSE(train(options));
  CHECK(bytes_of(options.out / "letter.txt") == "dear");
}

TEST_CASE("training from files reads columns through a map") {
  const FilesWorld world;
  TrainOptions options = world.options("");
  put_bytes(world.scratch / "events.csv", "Kunde,Artikel\nc,p\nd,p\n");
  CHECK_FALSE(train(options));
  options.source.column_map = {{"customer_id", "Kunde"}, {"product_id", "Artikel"}};
  const auto report = train(options);
  REQUIRE(report);
  CHECK(report->purchases == 2);
}
