// Tuning from data to settings, on data for which the better settings are known.
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

// Customers of ten tastes with eight products each: each buys six of their taste, and two of twenty staples that are
// independent of taste.
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

TEST_CASE("tune finds better settings, and confirms them on customers that were not used to choose") {
  // The staples make all customers similar: good settings need more in common for a neighbour.
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

TEST_CASE("tune finds a half-life that fits data with a recent change") {
  // The latest purchases are of products that are new in the last weeks: popularity needs a short half-life.
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
  // The longest half-life is clearly worse.
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

TEST_CASE("tune gives the same result with any number of threads, and other trials for another seed") {
  const TuneWorld world;
  TuneOptions options = world.options();
  const TuneReport one = tuned(options);
  options.threads = 3;
  check_same_findings(one, tuned(options));
  options.seed = 2;
  CHECK(trial(tuned(options), 3).settings != trial(one, 3).settings);
}

TEST_CASE(
    "larger shops are tuned in rounds: the best third of the trials, and the defaults, go on to three times the "
    "customers") {
  const TuneWorld world;
  const TuneOptions options = world.options(3'000);
  const TuneReport report = tuned(options);
  CHECK(report.trials.size() == 9);
  CHECK(trial(report, 0).share == 1);
  std::size_t full = 0;
  for (const Trial& trial : report.trials) full += trial.share == 1;
  CHECK(full >= 3);
  CHECK(full <= 4);  // three, and the defaults if they are not among them
  CHECK(report.trials.back().share == Approx(1.0 / 3));
  // Trials of the last round first, best first within each round.
  for (std::size_t at = 1; at < report.trials.size(); ++at) {
    const Trial &before = report.trials[at - 1], &after = report.trials[at];
    CHECK((before.share > after.share || before.ndcg.mean >= after.ndcg.mean));
  }
}

TEST_CASE("an interrupted tune resumes from its state file, and gives the result of an uninterrupted one") {
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

  options.state.clear();  // the same without a state file
  check_same_findings(whole, tuned(options));
}

TEST_CASE("a state file of other data is refused, and begun anew only with restart") {
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
  // Attributes of products are part of the data, too.
  options.restart = false;
  CHECK(tuned(options).resumed > 0);
  put_bytes(world.scratch / "products.csv", "product_id,title\np0,Tea\n");
  options.source.products = {world.scratch / "products.csv"};
  REQUIRE_FALSE(tune(options));
}

TEST_CASE("a tiny budget still makes the first trial, and reports that time ran out") {
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

TEST_CASE("the best settings as TOML are a configuration file for train, for a recipe and for a blend") {
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

TEST_CASE("tune refuses too little data and invalid options in one line") {
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
