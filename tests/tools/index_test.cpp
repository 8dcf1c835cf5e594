// Choosing an index from the command line: tune --index, train --min-recall, recommend --index.
#include <simdjson.h>

#include "tests/tools/two_tastes.hpp"

using namespace cli;
using Catch::Contains;

namespace {

std::string manifest_of(const Workplace& place) {
  return place.read("shop/models/" + lines_of(place.read("shop/models/current")).front() + "/model.json");
}

}  // namespace

TEST_CASE("tune --index prints recall and time of every index, plots them, and marks the choice") {
  const Workplace place;
  make_two_taste_shop(place, "low-pass");
  const Ran ran = place.run(
      {"tune", "--index", "--shop", "shop", "--min-recall", "0.9", "--json", "f.json", "--plot", "f.svg", "--quiet"});
  check_done(ran);
  CHECK_THAT(ran.out, Contains("recall@20") && Contains("p50 µs") && Contains("exact") && Contains("hnsw") &&
                          Contains("→") && Contains("Chosen: ") && Contains("finds 90% of"));
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  REQUIRE(parser.parse(place.read("f.json")).get(json) == simdjson::SUCCESS);
  CHECK(std::uint64_t(json["products"]) == 12);
  CHECK(std::uint64_t(json["customers"]) == 12);
  CHECK(double(json["chosen"]["recall_at_20"]) >= 0.9);
  CHECK_THAT(place.read("f.svg"), Catch::StartsWith("<svg ") && Contains(">hnsw</text>"));
  const Ran to_stdout = place.run({"tune", "--index", "--shop", "shop", "--json", "-", "--quiet"});
  check_done(to_stdout);
  CHECK(parser.parse(to_stdout.out).get(json) == simdjson::SUCCESS);
}

TEST_CASE("tune --index refuses models without embeddings, and options for recipes") {
  const Workplace place;
  make_two_taste_shop(place);
  const auto refused = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "tune");
    const Ran ran = place.run(arguments);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    return ran.err;
  };
  CHECK_THAT(refused({"--index", "--shop", "shop"}), Contains("no embeddings"));
  CHECK_THAT(refused({"--index"}), Contains("--shop DIR or --model DIR"));
  CHECK_THAT(refused({"--index", "--shop", "shop", "--recipe", "ials"}), Contains("--recipe is for tuning"));
  CHECK_THAT(refused({"--index", "--shop", "shop", "--min-recall", "90"}), Contains("--min-recall"));
  CHECK_THAT(refused({"--shop", "shop", "--recipe", "ials", "--plot", "f.svg"}), Contains("goes with --index"));
}

TEST_CASE("train --min-recall records an index in the manifest, and recommend accepts every --index") {
  const Workplace place;
  make_two_taste_shop(place, "low-pass");
  CHECK_THAT(manifest_of(place), !Contains("\"index\""));
  const Ran trained =
      place.run({"train", "--shop", "shop", "--recipe", "low-pass", "--set", "dim=2", "--min-recall", "0.5"});
  check_done(trained);
  CHECK_THAT(trained.out, Contains("Index ") && Contains("of the exact top 20"));
  CHECK_THAT(manifest_of(place), Contains("\"index\"") && Contains("\"recall_at_20\""));
  const auto answer = [&](const std::string& index) {
    const Ran ran = place.run({"recommend", "--shop", "shop", "--customer", "tea-lover-2", "--count", "1", "--format",
                               "tsv", "--index", index, "--quiet"});
    check_done(ran);
    return cells_of(lines_of(ran.out).at(1)).at(2);
  };
  for (const std::string index : {"auto", "exact", "hnsw", "ivf"}) CHECK(answer(index) == "tea-2");
  place.write("t.toml", "recipe = \"low-pass\"\nmin_recall = 7\n");
  const Ran refused = place.run({"train", "--shop", "shop", "--config", "t.toml"});
  CHECK(refused.code == 2);
  CHECK_THAT(refused.err, Contains("--min-recall"));
}
