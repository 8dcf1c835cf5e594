// Every recipe says how sure it is, on shops with enough customers, and says why it does not on others.
#include "models/training/confidence.hpp"

#include "engine/data/dataset.hpp"
#include "engine/model/model_io.hpp"
#include "models/evaluation/calibration.hpp"
#include "models/random/splitmix64.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

Model confident(std::string_view recipe, const Histories& histories, std::size_t threads = 2,
                std::function<double()> seconds_left = {}) {
  const RecipeSpec& spec = **find_recipe(recipe);
  const auto settings = settings_for(spec, {{"ials.dim", 8}, {"low-pass.dim", 8}});
  REQUIRE(settings);
  TrainingRun run{1, threads, {}, true};
  auto model = train_recipe(spec, *settings, histories, run);
  REQUIRE(model);
  run.seconds_left = std::move(seconds_left);
  REQUIRE(add_confidence(*model, spec, *settings, histories, run, 1));
  return std::move(*model);
}

// Customers buy for 300 days, in two months of three, mostly products of their own taste, some much more than others.
EventTable steady_events(std::size_t customers = 600) {
  std::vector<TestEvent> events;
  Random random(7);
  for (std::size_t customer = 0; customer < customers; ++customer) {
    for (std::size_t month = 0; month < 10; ++month) {
      if (random.uniform() < 0.33) continue;
      for (std::size_t bought = 1 + random.below(4); bought > 0; --bought) {
        const std::size_t taste = random.uniform() < 0.85 ? customer % 6 : random.below(6);
        const double skewed = random.uniform() * random.uniform();
        const std::size_t product = 15 * taste + static_cast<std::size_t>(15 * skewed),
                          on = 30 * month + random.below(30);
        events.push_back({.customer = numbered("c", customer),
                          .product = numbered("p", product),
                          .time = (1 + on) * std::int64_t{day}});
      }
    }
  }
  return table_of(events);
}
Histories steady_shop(std::size_t customers = 600) { return build_histories(steady_events(customers)); }

constexpr std::array single_recipes = {"popular",  "item-item", "low-pass", "ease",    "ials",
                                       "user-knn", "repeat",    "next",     "next-knn"};

}  // namespace

TEST_CASE("the confidence of every recipe is near the share bought in the month after its training") {
  const Histories all = steady_shop();
  const EvaluationTask task = hold_out_from(all, {.kind = HoldoutKind::last_days, .days = 30}, true);
  for (const char* recipe : single_recipes) {
    CAPTURE(recipe);
    Model model = confident(recipe, task.train);
    REQUIRE(model.calibration);
    CHECK(model.reliability.why_none.empty());
    CHECK(model.confidence_days() == 30);
    CHECK(model.reliability.answers() > 5'000);
    CHECK(model.reliability.error() < 0.02);
    const auto ranker = Ranker::build(std::move(model), task.train);
    REQUIRE(ranker);
    const Calibration measured = measure_calibration(*ranker, task, 10, 1'000, 2);
    CHECK(measured.known.error() < 0.03);  // 400 answers a bin: .01 of it is chance
    REQUIRE_FALSE(measured.cuts.empty());
    for (const ConfidenceCut& cut : measured.cuts) {
      // With 300 answers a share has a standard error of .03 at most.
      if (cut.answers >= 300) CHECK(cut.bought == Approx(cut.confidence).margin(0.06));
    }
  }
}

TEST_CASE("every product of a list has a confidence, bought before or not, and those of one kind keep its order") {
  const Histories histories = steady_shop();
  for (const char* recipe : {"item-item", "ials", "repeat"}) {
    const auto ranker = Ranker::build(confident(recipe, histories), histories);
    REQUIRE(ranker);
    for (std::uint32_t user = 0; user < 400; user += 20) {
      const CustomerState customer{histories.of(UserId{user}), UserId{user}};
      const auto confidence = ranker->confidence(customer);
      REQUIRE(confidence);
      const auto owned = excluded_items(customer.history, {}, false);
      double before[] = {1, 1};
      for (const ScoredItem& scored : ranker->top(customer, 50, {})) {
        const auto sure = confidence->of(scored.item, scored.score);
        REQUIRE(sure);
        double& last = before[std::binary_search(owned.begin(), owned.end(), scored.item) ? 1 : 0];
        CHECK(*sure <= last);
        last = *sure;
      }
    }
  }
}

TEST_CASE("a model with its confidence has the same bytes with any number of threads") {
  const Dataset data = make_dataset(steady_events());
  for (const char* recipe : {"item-item", "repeat", "ials"}) {
    const Model one = confident(recipe, data.histories, 1), three = confident(recipe, data.histories, 3);
    REQUIRE(one.calibration);
    CHECK(one.calibration == three.calibration);
    CHECK(one.reliability == three.reliability);
    CHECK(model_id_of({}, one, data).value() == model_id_of({}, three, data).value());
  }
}

TEST_CASE("a shop with few customers has a confidence of few parameters, and one with fewer says what is missing") {
  const Model small = confident("item-item", steady_shop(60));
  REQUIRE(small.calibration);
  REQUIRE(small.calibration->owned);
  CHECK(small.calibration->owned->knots.size() <= 6);
  const Model tiny = confident("item-item", steady_shop(8));
  CHECK_FALSE(tiny.calibration);
  CHECK_THAT(tiny.reliability.why_none,
             Catch::Contains("known customers bought in the held-out window; 20 are needed"));
}

TEST_CASE("a shop where nothing can be held out, or without time left, says so instead of giving a confidence") {
  std::vector<TestEvent> once;
  for (std::size_t customer = 0; customer < 50; ++customer) {
    once.push_back({.customer = numbered("c", customer), .product = numbered("p", customer % 5)});
  }
  const Model nothing = confident("popular", build_histories(table_of(once)));
  CHECK_FALSE(nothing.calibration);
  CHECK_THAT(nothing.reliability.why_none, Catch::Contains("nothing can be held out"));
  const Model hurried = confident("popular", steady_shop(), 2, [] { return 1.0; });
  CHECK_FALSE(hurried.calibration);
  CHECK_THAT(hurried.reliability.why_none, Catch::Contains("time budget"));
}

TEST_CASE("a blend has a ranker, or a calibration of its weighted sum, or says why it has neither") {
  const auto states_why = [](const Model& model) {
    CHECK_FALSE((model.ranker && model.calibration));
    if (!model.ranker) CHECK(model.calibration.has_value() == model.reliability.why_none.empty());
    return model.reliability.why_none.empty();
  };
  CHECK(states_why(confident("blend", steady_shop())));
  CHECK(states_why(confident("blend", steady_shop(100))));
  CHECK_FALSE(states_why(confident("blend", steady_shop(5))));
}
