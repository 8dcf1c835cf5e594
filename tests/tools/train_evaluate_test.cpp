// The commands train and evaluate: sources of settings, errors, reports for programs.
#include <simdjson.h>

#include "tests/tools/two_tastes.hpp"

using namespace cli;
using Catch::Contains;

namespace {

std::string model_json(const Workplace& place, const std::string& directory) {
  return place.read(directory + "/model.json");
}

// The value of a setting in a manifest.
double setting(const std::string& json, const std::string& name) {
  simdjson::dom::parser parser;
  simdjson::dom::element manifest, value;
  REQUIRE(parser.parse(json).get(manifest) == simdjson::SUCCESS);
  REQUIRE(manifest.at_pointer("/settings/" + name).get(value) == simdjson::SUCCESS);
  double number = 0;
  REQUIRE(value.get(number) == simdjson::SUCCESS);
  return number;
}

}  // namespace

TEST_CASE("train makes the model that recommend uses, and prints the next command") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  check_done(place.run({"import", "--shop", "shop", "--events", "events.csv"}));
  const Ran ran = place.run({"train", "--shop", "shop", "--recipe", "item-item"});
  check_done(ran);
  CHECK_THAT(ran.out, Contains("Model item-item-") && Contains("60 events of 12 customers and 12 products"));
  CHECK_THAT(ran.err, Contains("Next: moshaver recommend --shop shop --customer ID --explain"));
  const std::string id = place.read("shop/models/current");
  CHECK_THAT(ran.out, Contains("Model " + id));
  CHECK_THAT(place.run({"recommend", "--shop", "shop", "--customer", "tea-lover-1"}).out, Contains("by item-item"));
}

TEST_CASE("train without --recipe compares all recipes and marks the best") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  const Ran ran = place.run({"train", "--events", "events.csv", "--out", "model"});
  check_done(ran);
  std::size_t recipes = 0;
  std::string chosen;
  for (const std::string& line : lines_of(ran.out)) {
    if (line.find(" [.") != std::string::npos || line.find(" [1.") != std::string::npos) ++recipes;
    if (line.starts_with("→")) chosen = line.substr(std::string("→  ").size());
  }
  CHECK(recipes >= 4);
  REQUIRE_FALSE(chosen.empty());
  chosen.resize(chosen.find(' '));
  CHECK_THAT(ran.out, Contains("Model " + chosen + "-"));
}

TEST_CASE("train --products gives content its attributes, and recommend can show products that only they name") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  std::string products = "sku,product_name,category\n";
  for (int at = 0; at < 7; ++at) {
    products += "tea-" + std::to_string(at) + ",Tea,Drinks > Tea\ncoffee-" + std::to_string(at) + ",قهوه,Drinks\n";
  }
  place.write("products.csv", products + "tea-new,TEA,Drinks > Tea\n");
  const std::vector<std::string> files = {"--products", "products.csv", "--map",
                                          "products.product_id=sku,products.title=product_name"};
  std::vector<std::string> train = {"train", "--events", "events.csv", "--out", "model", "--recipe", "content"};
  train.insert(train.end(), files.begin(), files.end());
  check_done(place.run(train));
  const Ran advised = place.run({"recommend", "--model", "model", "--customer", "tea-lover-1", "--format", "tsv"});
  check_done(advised);
  CHECK_THAT(advised.out, Contains("tea-new"));
  std::vector<std::string> evaluate = {"evaluate", "--train", "events.csv", "--recipe", "content"};
  evaluate.insert(evaluate.end(), files.begin(), files.end());
  check_done(place.run(evaluate));
  check_refused(place.run({"train", "--shop", "shop", "--products", "products.csv"}), 2, "train", "import --products");
}

TEST_CASE("without attributes train --recipe content fails, and other trainings report content as left out") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  check_refused(place.run({"train", "--events", "events.csv", "--out", "model", "--recipe", "content"}), 1, "train",
                "--products");
  CHECK_FALSE(place.has("model"));
  for (const std::vector<std::string>& recipe : {std::vector<std::string>{}, {"--recipe", "blend"}}) {
    std::vector<std::string> train = {"train", "--events", "events.csv", "--out", "model", "--replace"};
    train.insert(train.end(), recipe.begin(), recipe.end());
    const Ran ran = place.run(train);
    check_done(ran);
    CHECK_THAT(ran.out, Contains("left out: content: no product has attributes"));
  }
  const Ran evaluated = place.run({"evaluate", "--train", "events.csv", "--json", "-"});
  check_done(evaluated);
  CHECK_THAT(evaluated.out, Contains("\"left_out\":[{\"recipe\":\"content\""));
}

TEST_CASE("train reports too little data to compare recipes, and which recipe it uses") {
  const Workplace place;
  place.write("events.csv", "customer_id,product_id\na,p\n");
  const Ran ran = place.run({"train", "--events", "events.csv", "--out", "model"});
  check_done(ran);
  CHECK_THAT(ran.err, Contains("Too little data to compare recipes: took popular; --recipe names another."));
}

TEST_CASE("settings come from --config, --set and --dim, and the command line overrides the file") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  place.write("recipe.toml", "recipe = \"ials\"\nseed = 5\n[ials]\ndim = 6\nsweeps = 2\nregularization = 0.02\n");
  const auto trained = [&](std::vector<std::string> more) {
    more.insert(more.begin(),
                {"train", "--events", "events.csv", "--out", "model", "--replace", "--config", "recipe.toml"});
    check_done(place.run(more));
    return model_json(place, "model");
  };
  std::string json = trained({});
  CHECK_THAT(json, Contains("\"ials\""));
  CHECK(setting(json, "dim") == 6);
  CHECK(setting(json, "sweeps") == 2);
  CHECK(setting(json, "regularization") == Approx(0.02));
  CHECK_THAT(json, Catch::Matches("[^]*\"seed\": ?5[^0-9][^]*"));
  json = trained({"--set", "ials.dim=7,sweeps=3"});
  CHECK(setting(json, "dim") == 7);
  CHECK(setting(json, "sweeps") == 3);
  CHECK(setting(json, "regularization") == Approx(0.02));
  json = trained({"--dim", "9", "--seed", "8"});
  CHECK(setting(json, "dim") == 9);
  CHECK_THAT(json, Catch::Matches("[^]*\"seed\": ?8[^0-9][^]*"));
  json = trained({"--recipe", "popular"});
  CHECK_THAT(json, Contains("\"popular\""));
}

TEST_CASE("a configuration file with a mistake is refused with the line or the name") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  const auto refusal = [&](const std::string& toml) {
    place.write("c.toml", toml);
    const Ran ran = place.run({"train", "--events", "events.csv", "--out", "model", "--config", "c.toml"});
    CHECK((ran.code == 1 || ran.code == 2));
    CHECK(lines_of(ran.err).size() == 1);
    CHECK_FALSE(place.has("model"));
    return ran.err;
  };
  CHECK_THAT(refusal("recipe = \"ials\"\ndim = = 3\n"), Contains("c.toml") && Contains("2"));
  CHECK_THAT(refusal("recipe = \"magic\"\n"), Contains("magic"));
  CHECK_THAT(refusal("[ials]\nsize = 3\n"), Contains("size"));
  CHECK_THAT(refusal("[ials]\ndim = \"big\"\n"), Contains("dim"));
}

TEST_CASE("train --dim sets the length of the embeddings") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  check_done(place.run({"train", "--events", "events.csv", "--out", "model", "--recipe", "ials", "--dim", "5"}));
  CHECK(setting(model_json(place, "model"), "dim") == 5);
}

TEST_CASE("train keeps an existing model at --out, reports it before any work, and replaces it with --replace") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  const std::vector<std::string> popular = {"train", "--events", "events.csv", "--out", "model", "--recipe", "popular"};
  check_done(place.run(popular));
  const std::string before = model_json(place, "model");
  auto again = popular;
  again.back() = "item-item";
  const Ran refused = place.run(again);
  check_refused(refused, 1, "train", "--replace");
  CHECK(model_json(place, "model") == before);
  auto without_events = again;
  without_events[2] = "missing.csv";  // not read
  check_refused(place.run(without_events), 1, "train", "--replace");
  again.emplace_back("--replace");
  check_done(place.run(again));
  CHECK_THAT(model_json(place, "model"), Contains("item-item"));

  std::filesystem::create_directory(place / "photos");
  place.write("photos/me.jpg", "smile");
  again[4] = "photos";
  check_refused(place.run(again), 1, "train", "photos");
  CHECK(place.read("photos/me.jpg") == "smile");
  CHECK(place.names() == std::vector<std::string>{"events.csv", "model", "photos"});
}

TEST_CASE("train gives the same model files with 1 and 2 threads") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  for (const char* threads : {"1", "2"}) {
    check_done(place.run({"train", "--events", "events.csv", "--out", std::string("model") + threads, "--recipe",
                          "ials", "--dim", "8", "--threads", threads}));
  }
  for (const char* file : {"/model.json", "/tensors.safetensors"}) {
    CHECK_FALSE(place.read(std::string("model1") + file).empty());
    CHECK(place.read(std::string("model1") + file) == place.read(std::string("model2") + file));
  }
}

TEST_CASE("evaluate --json writes one JSON object, to a file or alone to standard output") {
  const Workplace place;
  make_two_taste_shop(place);
  const std::vector<std::string> asked = {"evaluate", "--shop",    "shop", "--recipe", "popular",
                                          "--recipe", "item-item", "--k",  "1,3",      "--json"};
  auto to_file = asked;
  to_file.emplace_back("result.json");
  const Ran tables = place.run(to_file);
  check_done(tables);
  CHECK_THAT(tables.out, Contains("Recall@1 ") && Contains("NDCG@3 "));

  auto to_stdout = asked;
  to_stdout.emplace_back("-");
  const Ran json = place.run(to_stdout);
  check_done(json);
  CHECK_FALSE(place.has("-"));
  for (const std::string& text : {place.read("result.json"), json.out}) {
    simdjson::dom::parser parser;
    simdjson::dom::element report;
    REQUIRE(parser.parse(text).get(report) == simdjson::SUCCESS);
    CHECK(report["recipes"].get_array().size() == 2);
    CHECK(std::string_view(report.at_pointer("/recipes/1/recipe")) == "item-item");
    CHECK(double(report.at_pointer("/recipes/1/metrics/1/recall/mean")) >
          double(report.at_pointer("/recipes/0/metrics/1/recall/mean")));
    CHECK(std::uint64_t(report["k"].at(1)) == 3);
  }
}

TEST_CASE("evaluate --report writes a page that loads nothing from other hosts") {
  const Workplace place;
  make_two_taste_shop(place);
  const Ran ran = place.run({"evaluate", "--shop", "shop", "--recipe", "popular", "--report", "a/b"});
  check_done(ran);
  const std::string page = place.read("a/b/index.html");
  CHECK_THAT(page, Catch::StartsWith("<!") && Contains("</html>") && Contains("popular"));
  CHECK_THAT(page, !Contains("src=\"http") && !Contains("href=\"http"));
  CHECK_THAT(ran.err, Contains("a/b/index.html"));
}

TEST_CASE("evaluate names what each protocol held out, and accepts files for training and test") {
  const Workplace place;
  make_two_taste_shop(place);
  const auto heading = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"evaluate", "--recipe", "item-item", "--k", "3"});
    const Ran ran = place.run(more);
    check_done(ran);
    const auto lines = lines_of(ran.out);
    return lines.empty() ? "" : lines.front();
  };
  CHECK_THAT(heading({"--shop", "shop", "--protocol", "last-days=40"}), Contains("last 40 days"));
  CHECK_THAT(heading({"--shop", "shop", "--protocol", "last-basket"}), Contains("last basket"));
  CHECK_THAT(heading({"--shop", "shop", "--protocol", "random", "--include-purchased"}), Contains("random"));
  CHECK_THAT(heading({"--shop", "shop", "--protocol", "random=0.4"}), Contains("a random 40%"));
  CHECK_THAT(heading({"--shop", "shop", "--protocol", "strong-generalisation=0.5"}), Contains("50% of the customers"));
  CHECK_THAT(heading({"--shop", "shop"}), Contains("held out"));
  place.write("test.csv", "customer_id,product_id\ntea-lover-3,tea-3\ncarpenter-5,saw-5\n");
  CHECK_THAT(heading({"--train", "events.csv", "--test", "test.csv"}), Contains("one set of files"));
  CHECK_THAT(heading({"--shop", "shop", "--test", "test.csv"}), Contains("one set of files"));
}

TEST_CASE("evaluate --model evaluates a trained model on test files") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  check_done(place.run({"train", "--events", "events.csv", "--out", "model", "--recipe", "item-item"}));
  place.write("test.csv", "customer_id,product_id\ntea-lover-3,tea-3\ncarpenter-5,saw-5\n");
  const Ran ran = place.run({"evaluate", "--model", "model", "--test", "test.csv", "--k", "1", "--json", "-"});
  check_done(ran);
  simdjson::dom::parser parser;
  simdjson::dom::element report;
  REQUIRE(parser.parse(ran.out).get(report) == simdjson::SUCCESS);
  CHECK(std::uint64_t(report["customers_evaluated"]) == 2);
  CHECK(double(report.at_pointer("/recipes/0/metrics/1/recall/mean")) == 1);
}

TEST_CASE("evaluate without customers to evaluate is an error that suggests another --protocol") {
  const Workplace place;
  place.write("events.csv", "customer_id,product_id\na,p\n");
  const Ran ran = place.run({"evaluate", "--train", "events.csv", "--recipe", "popular"});
  check_refused(ran, 1, "evaluate", "--protocol");
}
