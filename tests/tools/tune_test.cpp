// The command tune, and comparisons by train and evaluate: tables, files and exit codes.
#include <simdjson.h>

#include "tests/tools/two_tastes.hpp"

using namespace cli;
using Catch::Contains;

namespace {

// Customers of two tastes, each of whom lacks some products of their taste.
std::string events(std::size_t customers = 60) {
  std::string text = "customer_id,product_id\n";
  for (std::size_t customer = 0; customer < customers; ++customer) {
    for (std::size_t pick = 0; pick < 5; ++pick) {
      text += "c" + std::to_string(customer) + "," + (customer % 2 == 0 ? "tea-" : "saw-") +
              std::to_string((customer / 2 + pick * 5) % 12) + "\n";
    }
  }
  return text;
}

void import_shop(const Workplace& place, std::size_t customers = 60) {
  place.write("events.csv", events(customers));
  check_done(place.run({"import", "--shop", "shop", "--events", "events.csv"}));
}

}  // namespace

TEST_CASE("tune prints its trials best first, and writes a configuration file for train") {
  const Workplace place;
  import_shop(place);
  const Ran ran = place.run({"tune", "--shop", "shop", "--recipe", "item-item", "--trials", "4", "--json", "t.json",
                             "--out-config", "t.toml"});
  check_done(ran);
  CHECK_THAT(ran.out, Contains("NDCG@10") && Contains("against the defaults") && Contains("the defaults") &&
                          Contains("→") && Contains("customers choose"));
  CHECK_THAT(ran.err, Contains("--config t.toml"));
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  REQUIRE(parser.parse(place.read("t.json")).get(json) == simdjson::SUCCESS);
  CHECK(json["trials"].get_array().size() == 4);
  double before = 2;
  for (const simdjson::dom::element trial : json["trials"]) {
    const double ndcg = trial.at_pointer("/ndcg/mean");
    CHECK(ndcg <= before);
    before = ndcg;
  }
  check_done(place.run({"train", "--shop", "shop", "--config", "t.toml"}));
  simdjson::dom::element best, manifest;
  REQUIRE(json["best_settings"].get(best) == simdjson::SUCCESS);
  simdjson::dom::parser second;
  const std::string model =
      place.read("shop/models/" + lines_of(place.read("shop/models/current")).front() + "/model.json");
  REQUIRE(second.parse(model).get(manifest) == simdjson::SUCCESS);
  for (const auto setting : best.get_object())
    CHECK(double(setting.value) == double(manifest["settings"][setting.key]));
}

TEST_CASE("tune resumes from the shop's state file, and refuses it for other data until --restart") {
  const Workplace place;
  import_shop(place);
  const std::vector<std::string> asked = {"tune", "--shop", "shop", "--recipe", "item-item", "--trials", "3"};
  const Ran first = place.run(asked);
  check_done(first);
  CHECK(place.has("shop/tune-item-item.jsonl"));
  const Ran again = place.run(asked);
  check_done(again);
  CHECK_THAT(again.err, Contains("3 results came from the state file"));
  CHECK(again.out == first.out);  // including the times of the trials: no trial was repeated

  std::string state = place.read("shop/tune-item-item.jsonl");
  place.write("shop/tune-item-item.jsonl", state.substr(0, state.size() - 30));
  const Ran resumed = place.run(asked);
  check_done(resumed);
  CHECK_THAT(resumed.err, Contains("cut off") && Contains("2 results came from the state file"));

  place.write("more.csv", "customer_id,product_id\nc1,tea-1\n");
  check_done(place.run({"import", "--shop", "shop", "--events", "more.csv"}));
  check_refused(place.run(asked), 1, "tune", "other data");
  std::vector<std::string> anew = asked;
  anew.emplace_back("--restart");
  check_done(place.run(anew));
}

TEST_CASE("without a shop tune keeps its state beside --json, or nowhere without --json") {
  const Workplace place;
  place.write("events.csv", events());
  std::vector<std::string> asked = {"tune", "--events", "events.csv", "--recipe", "popular", "--trials", "2"};
  const Ran ran = place.run(asked);
  check_done(ran);
  CHECK(place.names() == std::vector<std::string>{"events.csv"});
  asked.insert(asked.end(), {"--json", "-"});
  const Ran json = place.run(asked);
  check_done(json);
  CHECK_THAT(json.out, Catch::StartsWith("{\"recipe\":\"popular\""));
  CHECK(lines_of(json.out).size() == 1);
  CHECK(place.names() == std::vector<std::string>{"events.csv"});
  asked.back() = "result.json";
  check_done(place.run(asked));
  CHECK(place.has("result.json.state.jsonl"));
}

TEST_CASE("tune refuses invalid options in one line, and writes nothing") {
  const Workplace place;
  place.write("events.csv", events());
  place.write("one.csv", events(1));
  place.write("diary.txt", "dear diary\n");
  const auto refused = [&](std::vector<std::string> more, const std::string& says) {
    more.insert(more.begin(), {"tune", "--recipe", "popular", "--trials", "2"});
    check_refused(place.run(more), 1, "tune", says);
  };
  refused({"--events", "one.csv"}, "too little to tune by");
  refused({"--events", "nowhere.csv"}, "nowhere.csv");
  refused({"--shop", "nowhere"}, "moshaver import --shop nowhere");
  refused({"--events", "events.csv", "--json", "no/place.json"}, "--json");
  refused({"--events", "events.csv", "--out-config", "no/place.toml"}, "--out-config");
  refused({"--events", "events.csv", "--state", "no/state"}, "--state");
  refused({"--events", "events.csv", "--state", "diary.txt"}, "not a state file");
  refused({"--events", "events.csv", "--state", "diary.txt", "--restart"}, "not a state file");
  CHECK(place.read("diary.txt") == "dear diary\n");
  CHECK(place.names() == std::vector<std::string>{"diary.txt", "events.csv", "one.csv"});
}

TEST_CASE("tune --budget stops in time and reports it") {
  const Workplace place;
  place.write("events.csv", events());
  const Ran ran = place.run({"tune", "--events", "events.csv", "--recipe", "item-item", "--budget", "0.000001s"});
  check_done(ran);
  CHECK_THAT(ran.err, Contains("The budget ended before the last trial"));
  CHECK_THAT(ran.out, Contains("The defaults are best"));
}

TEST_CASE("train --budget names the recipes that it skipped") {
  const Workplace place;
  place.write("events.csv", events());
  const Ran ran = place.run({"train", "--events", "events.csv", "--out", "model", "--budget", "0.000001s"});
  check_done(ran);
  CHECK_THAT(ran.out, Contains("Model popular-"));
  CHECK_THAT(ran.err, Contains("Skipped item-item: trying it would have taken about"));
}

TEST_CASE("train replaces the current model by a worse one only with --force") {
  const Workplace place;
  import_shop(place, 200);
  check_done(place.run({"train", "--shop", "shop", "--recipe", "item-item"}));
  const std::string good = place.read("shop/models/current");
  const std::vector<std::string> asked = {"train", "--shop", "shop", "--recipe", "popular"};
  check_refused(place.run(asked), 1, "train", "--force makes it current anyway");
  CHECK(place.read("shop/models/current") == good);
  check_done(place.run({"doctor", "--shop", "shop"}));
  std::vector<std::string> forced = asked;
  forced.emplace_back("--force");
  check_done(place.run(forced));
  CHECK_THAT(place.read("shop/models/current"), Catch::StartsWith("popular-"));
  const Ran better = place.run({"train", "--shop", "shop", "--recipe", "item-item"});
  check_done(better);
  CHECK_THAT(better.err, Contains("Against the model that was current: +"));
}

TEST_CASE("evaluate compares two trained models, also by segment") {
  const Workplace place;
  place.write("events.csv", events());
  for (const char* recipe : {"popular", "item-item"})
    check_done(place.run({"train", "--events", "events.csv", "--out", recipe, "--recipe", recipe}));
  std::string test = "customer_id,product_id\n";
  for (std::size_t customer = 0; customer < 60; ++customer) {
    test += "c" + std::to_string(customer) + "," + (customer % 2 == 0 ? "tea-" : "saw-") +
            std::to_string((customer / 2 + 1) % 12) + "\n";
  }
  place.write("test.csv", test + "unknown,tea-1\n");
  const Ran ran =
      place.run({"evaluate", "--model", "popular", "--model", "item-item", "--test", "test.csv", "--k", "5"});
  check_done(ran);
  CHECK_THAT(ran.out,
             Catch::Matches("[^]*\nitem-item beats popular by [0-9.]+% \\[[0-9.]+%, [0-9.]+%\\] NDCG@5\n[^]*"));
  CHECK_THAT(ran.out, Contains("\nnew ") && Contains("\nreturning ") && Contains("\nfew (5)"));
}
