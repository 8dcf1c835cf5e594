// train does not replace a shop's current model by one with a significantly lower NDCG.
#include "engine/artifact/model_directory.hpp"
#include "moshaver/train.hpp"
#include "tests/advisor/small_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

// A shop of twenty tastes without common products: purchases of customers of the same taste are informative, popularity
// is not.
struct TasteWorld {
  Scratch scratch;
  explicit TasteWorld(std::size_t orders_a_customer = 4) {
    std::string rows = "customer_id,product_id,order_id\n";
    for (std::size_t customer = 0; customer < 200; ++customer) {
      for (std::size_t pick = 0; pick < 4; ++pick) {
        rows += numbered("c", customer) + "," + numbered("p", customer % 20 * 5 + (customer / 20 + pick) % 5) + "," +
                std::to_string((customer * 4 + pick) * orders_a_customer / 4) + "\n";
      }
    }
    put_bytes(scratch / "events.csv", rows);
    ImportOptions options;
    options.shop = scratch / "shop";
    options.events = {scratch / "events.csv"};
    REQUIRE(import_files(options));
  }
  [[nodiscard]] Result<TrainReport> train_with(const std::string& recipe, const SettingValues& settings = {},
                                               bool force = false) const {
    TrainOptions options;
    options.source.shop = scratch / "shop";
    options.recipe = recipe;
    options.settings = settings;
    options.force = force;
    options.threads = 1;
    return train(options);
  }
  [[nodiscard]] std::filesystem::path models() const { return scratch / "shop" / "models"; }
  [[nodiscard]] std::string current() const { return read_current(models()).value(); }
  [[nodiscard]] std::size_t model_count() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(models())) count += entry.is_directory();
    return count;
  }
};

}  // namespace

TEST_CASE("a model significantly worse than the current one is written but not made current") {
  const TasteWorld world;
  const auto good = world.train_with("item-item");
  REQUIRE(good);
  CHECK_FALSE(good->against_current);  // there was none
  const auto refused = world.train_with("popular");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::worse_model);
  CHECK(refused.error().message.find('\n') == std::string::npos);
  CHECK_THAT(refused.error().message, Contains(good->model_id) && Contains("NDCG@10") && Contains("last basket") &&
                                          Contains("--force") && Contains("popular-"));
  CHECK(world.current() == good->model_id);
  CHECK(world.model_count() == 2);  // the refused model is kept on disk
  for (const auto& entry : std::filesystem::directory_iterator(world.models())) {
    if (entry.is_directory()) CHECK(open_model_directory(entry.path()));
  }
}

TEST_CASE("with force a worse model becomes current, and a better one then becomes current without force") {
  const TasteWorld world;
  REQUIRE(world.train_with("item-item"));
  const auto forced = world.train_with("popular", {}, true);
  REQUIRE(forced);
  CHECK_FALSE(forced->against_current);
  CHECK(world.current() == forced->model_id);
  const auto better = world.train_with("item-item");
  REQUIRE(better);
  REQUIRE(better->against_current);
  CHECK(better->against_current->baseline == "popular");
  CHECK(better->against_current->difference.low > 0);
  CHECK(world.current() == better->model_id);
}

TEST_CASE("a recipe with much worse settings is refused, and one with the same settings is not compared") {
  const TasteWorld world;
  const auto good = world.train_with("item-item");
  REQUIRE(good);
  const auto same = world.train_with("item-item");
  REQUIRE(same);
  CHECK_FALSE(same->against_current);
  // With one source for each product most of a taste is lost.
  const auto refused =
      world.train_with("item-item", {{"item-item.sources_per_target", 1}, {"item-item.max_history", 2}});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::worse_model);
  CHECK(world.current() == good->model_id);
}

TEST_CASE("the recipe chosen among all is also compared with the current model") {
  const TasteWorld world;
  const auto forced = world.train_with("popular", {}, true);
  REQUIRE(forced);
  TrainOptions options;
  options.source.shop = world.scratch / "shop";
  options.settings = {{"ials.dim", 8}, {"low-pass.dim", 8}};
  const auto chosen = train(options);
  REQUIRE(chosen);
  REQUIRE(chosen->selection);
  REQUIRE(chosen->against_current);
  // Both recipes are in the selection, so no further evaluation was needed.
  CHECK(chosen->against_current->baseline == "popular");
  CHECK(chosen->against_current->recipe == chosen->recipe);
  CHECK(world.current() == chosen->model_id);
}

TEST_CASE(
    "if the current model cannot be read, a new model replaces it and the report says why they were not compared") {
  const TasteWorld world;
  const auto good = world.train_with("item-item");
  REQUIRE(good);
  put_bytes(good->directory / "model.json", "{}");
  const auto popular = world.train_with("popular");
  REQUIRE(popular);
  CHECK_THAT(popular->not_compared, Contains("model.json"));
  CHECK(world.current() == popular->model_id);
}

TEST_CASE("if a recipe finds no data before the window, models are not compared and the report says why") {
  const TasteWorld world(2);  // without their last basket no customer has two orders
  REQUIRE(world.train_with("next"));
  const auto popular = world.train_with("popular");
  REQUIRE(popular);
  CHECK_FALSE(popular->against_current);
  CHECK_THAT(popular->not_compared, Contains("second order"));
  CHECK(world.current() == popular->model_id);
  // The other way round: the new one.
  const auto next = world.train_with("next");
  REQUIRE(next);
  CHECK_FALSE(next->against_current);
  CHECK_THAT(next->not_compared, Contains("second order"));
}

TEST_CASE("a negative budget is refused, and a tiny one still gives a model and reports the skipped recipes") {
  const TasteWorld world;
  TrainOptions options;
  options.source.events = {world.scratch / "events.csv"};
  options.out = world.scratch / "model";
  options.budget_seconds = -1;
  CHECK(train(options).error().code == ErrorCode::invalid_argument);
  options.budget_seconds = 1e-9;
  const auto report = train(options);
  REQUIRE(report);
  CHECK(report->recipe == "popular");
  REQUIRE_FALSE(report->skipped.empty());
  CHECK(report->skipped.front().recipe == "item-item");
  CHECK(std::filesystem::exists(options.out / "model.json"));
}
