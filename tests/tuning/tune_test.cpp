// Tuning from data to settings: worlds in which the better settings are known.
#include "moshaver/tune.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "tests/artifact/scratch.hpp"
#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

// Customers of ten tastes with eight products each: everybody buys six of their taste, and two of twenty staples that
// say nothing of it.
std::string taste_rows(std::size_t customers) {
  std::string rows = "customer_id,product_id\n";
  const auto add = [&](std::size_t customer, const std::string& product) {
    rows += numbered("c", customer) + "," + product + "\n";
  };
  for (std::size_t customer = 0; customer < customers; ++customer) {
    const std::size_t taste = customer % 10;
    for (std::size_t pick = 0; pick < 6; ++pick) add(customer, numbered("p", taste * 8 + (customer / 10 + pick) % 8));
    add(customer, numbered("staple", customer % 20));
    add(customer, numbered("staple", (customer + 7) % 20));
  }
  return rows;
}

struct TuneWorld {
  Scratch scratch;

  [[nodiscard]] TuneOptions options(std::size_t customers = 400) const {
    put_bytes(scratch / "events.csv", taste_rows(customers));
    TuneOptions options;
    options.source.events = {scratch / "events.csv"};
    options.recipe = "item-item";
    options.trials = 9;
    options.threads = 1;
    return options;
  }
};

TuneReport tuned(const TuneOptions& options) {
  const auto report = tune(options);
  if (!report) FAIL(report.error().message);
  return *report;
}

const Trial& trial(const TuneReport& report, std::size_t number) {
  for (const Trial& trial : report.trials) {
    if (trial.number == number) return trial;
  }
  FAIL("no trial " << number);
  return report.trials.front();
}

void check_same_findings(const TuneReport& a, const TuneReport& b) {
  REQUIRE(a.trials.size() == b.trials.size());
  CHECK(a.best == b.best);
  CHECK(a.confirmed == b.confirmed);
  for (std::size_t at = 0; at < a.trials.size(); ++at) {
    CHECK(a.trials[at].number == b.trials[at].number);
    CHECK(a.trials[at].settings == b.trials[at].settings);
    CHECK(a.trials[at].ndcg == b.trials[at].ndcg);
    CHECK(a.trials[at].relative == b.trials[at].relative);
  }
}

}  // namespace

TEST_CASE("settings that fit the shop better are found, and confirmed by customers that did not choose them") {
  // The staples make everybody alike: customers must be alike in more than those to be asked.
  const TuneWorld world;
  TuneOptions options = world.options();
  options.recipe = "user-knn";
  options.settings = {{"group_decay", 0.6}};
  const TuneReport report = tuned(options);
  CHECK(report.trials.size() == 9);
  CHECK(report.choosing > 120);
  CHECK(report.confirming > 120);
  const Trial& best = report.trials.at(report.best);
  const Trial& defaults = trial(report, 0);
  REQUIRE(best.number != 0);
  CHECK(best.relative.low > 0.1);
  CHECK(best.relative.mean == Approx(best.ndcg.mean / defaults.ndcg.mean - 1));
  REQUIRE(report.confirmed);
  CHECK(report.confirmed->low > 0.1);
  CHECK(report.confirmed->customers == report.confirming);
  CHECK(defaults.difference == MetricEstimate{0, 0, 0, report.choosing});
  for (const Trial& each : report.trials) CHECK(each.settings.at("group_decay") == 0.6);
}

TEST_CASE("where a setting decides everything, tuning finds it") {
  // The latest purchases are all of one product that nobody bought before the last weeks: popularity must be recent.
  const TuneWorld world;
  TuneOptions options = world.options();
  std::string rows = "customer_id,product_id,timestamp\n";
  for (std::size_t customer = 0; customer < 300; ++customer) {
    const auto add = [&](const std::string& product, std::size_t at) {
      rows += numbered("c", customer) + "," + product + "," + std::to_string((10'000 + at) * day) + "\n";
    };
    for (std::size_t pick = 0; pick < 20; ++pick) add(numbered("old", (customer + pick) % 25), pick * 10);
    if (customer % 3 == 0) add(numbered("new", customer % 15), 360 + customer % 20);
    if (customer % 3 == 1) add(numbered("new", (customer + 5) % 15), 385 + customer % 10);
  }
  put_bytes(world.scratch / "events.csv", rows);
  options.recipe = "popular";
  options.settings = {};
  const TuneReport report = tuned(options);
  CHECK_THAT(report.protocol, Contains("days"));
  const Trial& best = report.trials.at(report.best);
  for (const Trial& other : report.trials) CHECK(best.ndcg.mean >= other.ndcg.mean);
  // Far too long a memory does clearly worse.
  double longest = 0, of_longest = 0;
  for (const Trial& other : report.trials) {
    if (other.settings.at("half_life_days") > longest) {
      longest = other.settings.at("half_life_days");
      of_longest = other.ndcg.mean;
    }
  }
  CHECK(longest > 100);
  CHECK(best.settings.at("half_life_days") < 100);
  CHECK(best.ndcg.mean > of_longest);
}

TEST_CASE("tuning finds the same at any number of threads, and another seed is another search") {
  const TuneWorld world;
  TuneOptions options = world.options();
  const TuneReport one = tuned(options);
  options.threads = 3;
  check_same_findings(one, tuned(options));
  options.seed = 2;
  CHECK(trial(tuned(options), 3).settings != trial(one, 3).settings);
}

TEST_CASE("larger shops are tuned in rounds: a third goes on to three times the customers, and the defaults always") {
  const TuneWorld world;
  const TuneOptions options = world.options(3'000);
  const TuneReport report = tuned(options);
  CHECK(report.trials.size() == 9);
  CHECK(trial(report, 0).share == 1);
  std::size_t full = 0;
  for (const Trial& trial : report.trials) full += trial.share == 1;
  CHECK(full >= 3);
  CHECK(full <= 4);  // three, and the defaults where they are none of them
  CHECK(report.trials.back().share == Approx(1.0 / 3));
  // The last round's first, best first in each.
  for (std::size_t at = 1; at < report.trials.size(); ++at) {
    const Trial &before = report.trials[at - 1], &after = report.trials[at];
    CHECK((before.share > after.share || before.ndcg.mean >= after.ndcg.mean));
  }
}

TEST_CASE("a run that was cut off goes on where it stopped, and finds what one in one go finds") {
  const TuneWorld world;
  TuneOptions options = world.options(3'000);
  options.state = world.scratch / "state.jsonl";
  const TuneReport whole = tuned(options);
  CHECK(whole.resumed == 0);
  const std::string state = bytes_of(options.state);
  std::size_t lines = 0;
  for (const char letter : state) lines += letter == '\n';
  CHECK(lines >= 1 + 9 + 3);

  const TuneReport again = tuned(options);  // nothing left to do
  CHECK(again.resumed == lines - 1);
  check_same_findings(whole, again);
  CHECK(bytes_of(options.state) == state);

  put_bytes(options.state, state.substr(0, state.size() * 2 / 5));  // in the middle of a line
  const TuneReport resumed = tuned(options);
  CHECK(resumed.resumed > 0);
  CHECK(resumed.resumed < lines - 1);
  CHECK_THAT(resumed.notice, Contains("state.jsonl") && Contains("cut off"));
  check_same_findings(whole, resumed);

  options.state.clear();  // and what is kept nowhere is no different
  check_same_findings(whole, tuned(options));
}

TEST_CASE("a state file of another shop is refused, and begun anew only when asked") {
  const TuneWorld world;
  TuneOptions options = world.options();
  options.state = world.scratch / "state.jsonl";
  tuned(options);
  put_bytes(world.scratch / "events.csv", taste_rows(300));
  const auto refused = tune(options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::already_exists);
  CHECK_THAT(refused.error().message, Contains("other data"));
  options.restart = true;
  CHECK(tuned(options).resumed == 0);
  // What products are is learned from, too.
  options.restart = false;
  CHECK(tuned(options).resumed > 0);
  put_bytes(world.scratch / "products.csv", "product_id,title\np0,Tea\n");
  options.source.products = {world.scratch / "products.csv"};
  REQUIRE_FALSE(tune(options));
}

TEST_CASE("a budget of next to nothing still makes the first trial, and says that time ran out") {
  const TuneWorld world;
  TuneOptions options = world.options();
  options.budget_seconds = 1e-6;
  const TuneReport report = tuned(options);
  CHECK(report.out_of_time);
  REQUIRE(report.trials.size() == 1);
  CHECK(report.trials.front().number == 0);
  CHECK(report.best == 0);
  CHECK_FALSE(report.confirmed);
  options.budget_seconds = 600;
  CHECK_FALSE(tuned(options).out_of_time);
}

TEST_CASE("the best settings as TOML are what train takes, of a recipe and of a blend alike") {
  const TuneWorld world;
  for (const char* recipe : {"item-item", "blend"}) {
    TuneOptions options = world.options(60);
    options.recipe = recipe;
    options.settings = {{"low-pass.dim", 4}, {"ials.dim", 4}, {"ials.sweeps", 1}};
    options.trials = 2;
    const TuneReport report = tuned(options);
    put_bytes(world.scratch / "tuned.toml", to_toml(report));
    const auto config = read_train_config(world.scratch / "tuned.toml");
    if (!config) FAIL(config.error().message);
    CHECK(config->recipe == recipe);
    CHECK(config->seed == 1U);
    TrainOptions training;
    training.source = options.source;
    training.out = world.scratch / recipe;
    training.recipe = config->recipe;
    training.settings = config->settings;
    const auto trained = train(training);
    REQUIRE(trained);
    CHECK(trained->settings == report.trials.at(report.best).settings);
  }
}

TEST_CASE("tuning of one customer, of nothing, or in ways that cannot be is refused in one line") {
  const TuneWorld world;
  const auto code = [](const TuneOptions& options) {
    const auto report = tune(options);
    REQUIRE_FALSE(report);
    CHECK(report.error().message.find('\n') == std::string::npos);
    return report.error().code;
  };
  TuneOptions options = world.options(1);
  CHECK(code(options) == ErrorCode::no_data);
  options = world.options(15);
  CHECK(code(options) == ErrorCode::no_data);
  put_bytes(world.scratch / "events.csv", "customer_id,product_id,event\nc,p,view\n");
  CHECK(code(options) == ErrorCode::no_data);
  options = world.options();
  options.recipe = "magic";
  CHECK(code(options) == ErrorCode::invalid_argument);
  for (const std::size_t trials : {0, 1, 10'001}) {
    options = world.options();
    options.trials = trials;
    CHECK(code(options) == ErrorCode::invalid_argument);
  }
  options = world.options();
  options.settings = {{"nonsense", 1}};
  CHECK(code(options) == ErrorCode::invalid_argument);
  options = world.options();
  options.budget_seconds = -1;
  CHECK(code(options) == ErrorCode::invalid_argument);
  options = world.options();
  options.source.events = {world.scratch / "nowhere.csv"};
  CHECK(code(options) == ErrorCode::not_found);
}
