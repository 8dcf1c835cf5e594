// The commands demo, doctor and generate.
#include <cstdlib>

#include "tests/tools/two_tastes.hpp"

using namespace cli;
using Catch::Contains;

TEST_CASE("the demo prints every step, and leaves no directory behind") {
  const Workplace place;
  REQUIRE(setenv("TMPDIR", (place / "").c_str(), 1) == 0);
  const Ran ran = place.run({"demo"});
  unsetenv("TMPDIR");
  check_done(ran);
  std::size_t at = 0;
  for (const char* step :
       {"1. Made a shop: 100,000 events", "2. Imported it: 100,000 events kept", "3. Trained: ", "4. Measured it",
        "5. Recommend to customer ", "6. An unknown customer", "7. Products most like ", "moshaver demo --shop DIR"}) {
    CAPTURE(step);
    const std::size_t found = ran.out.find(step, at);
    REQUIRE(found != std::string::npos);
    at = found;
  }
  CHECK_THAT(ran.out, Contains("%  "));  // reasons
  CHECK(place.names().empty());
}

TEST_CASE("demo --shop keeps a shop that the other commands can use") {
  const Workplace place;
  const Ran ran = place.run({"demo", "--shop", "shop", "--quiet"});
  check_done(ran);
  CHECK(ran.err.empty());
  CHECK_THAT(ran.out, Contains("moshaver recommend --shop shop"));
  check_done(place.run({"doctor", "--shop", "shop"}));
  check_done(place.run({"recommend", "--shop", "shop", "--customer", "c000001", "--explain"}));
}

TEST_CASE("doctor finds nothing wrong with a sound shop") {
  const Workplace place;
  make_two_taste_shop(place);
  const Ran ran = place.run({"doctor", "--shop", "shop"});
  check_done(ran);
  for (const std::string& line : lines_of(ran.out)) {
    // What else the data could tell is advice, and follows what was found of the files.
    if (line.find("  level 1") != std::string::npos) break;
    CHECK_THAT(line, Catch::StartsWith("ok  "));
  }
  CHECK_THAT(ran.out, Contains("level 1, accuracy") && Contains("level 2, availability"));
  CHECK_THAT(ran.out, Contains("event log: ") && Contains("model item-item-") && Contains("(current)"));
}

TEST_CASE("doctor advises training a shop without a model, and exits with 0") {
  const Workplace place;
  place.write("events.csv", two_taste_events());
  check_done(place.run({"import", "--shop", "shop", "--events", "events.csv"}));
  const Ran ran = place.run({"doctor", "--shop", "shop"});
  check_done(ran);
  CHECK_THAT(ran.out, Contains("advice  current model") && Contains("→ moshaver train --shop shop"));
}

TEST_CASE("doctor advises training again after many new events") {
  const Workplace place;
  make_two_taste_shop(place);
  place.write("more.csv",
              "customer_id,product_id,timestamp\n"
              "new-1,tea-1,2025-12-20\nnew-2,tea-2,2025-12-21\nnew-3,tea-1,2025-12-22\n"
              "new-4,tea-2,2025-12-23\nnew-5,tea-3,2025-12-24\n");
  check_done(place.run({"import", "--shop", "shop", "--events", "more.csv"}));
  const Ran ran = place.run({"doctor", "--shop", "shop"});
  check_done(ran);
  CHECK_THAT(ran.out, Contains("came after it was trained") && Contains("→ moshaver train --shop shop"));
}

TEST_CASE("doctor reports a damaged model and a missing shop with a remedy, and exits with 1") {
  const Workplace place;
  make_two_taste_shop(place);
  const std::string id = lines_of(place.read("shop/models/current")).front();
  const std::string tensors = "shop/models/" + id + "/tensors.safetensors";
  place.write(tensors, place.read(tensors).substr(0, 100));
  const Ran ran = place.run({"doctor", "--shop", "shop", "--quiet"});
  CHECK(ran.code == 1);
  CHECK_THAT(ran.out, Contains("PROBLEM model " + id) && Contains("→ moshaver train --shop shop"));
  CHECK_THAT(ran.out, Contains("ok      event log"));
  CHECK(lines_of(ran.err).size() == 1);
  CHECK_THAT(ran.err, Contains("moshaver doctor: 1 problem found"));

  const Ran nowhere = place.run({"doctor", "--shop", "nowhere"});
  CHECK(nowhere.code == 1);
  CHECK_THAT(nowhere.out, Contains("PROBLEM event log: no shop at nowhere") && !Contains("current model"));
  CHECK_FALSE(place.has("nowhere"));
}

TEST_CASE("generate writes files that import reads, with exactly the requested number of events") {
  const Workplace place;
  const Ran ran = place.run(
      {"generate", "--out", "files", "--customers", "50", "--products", "40", "--events", "1000", "--seed", "3"});
  check_done(ran);
  CHECK_THAT(ran.out, Contains("1,000 events in ") && Contains("50 customers, 40 products"));
  CHECK(lines_of(place.read("files/events.csv")).size() == 1 + 1000);
  // The suggested command works.
  CHECK_THAT(ran.err, Contains("Next: moshaver import --shop DIR --events files/events.csv --products "
                               "files/products.csv --customers files/customers.csv --occasions files/occasions.csv "
                               "--slots files/slots.csv --contracts files/contracts.csv && cp files/shop.toml DIR"));
  const Ran imported =
      place.run({"import", "--shop", "shop", "--events", "files/events.csv", "--products", "files/products.csv",
                 "--customers", "files/customers.csv", "--occasions", "files/occasions.csv", "--slots",
                 "files/slots.csv", "--contracts", "files/contracts.csv"});
  check_done(imported);
  CHECK_THAT(imported.out, Contains("occasion rows"));
  CHECK_THAT(imported.out, Contains("has 1,000 events"));
  // The same seed gives the same bytes.
  check_done(place.run(
      {"generate", "--out", "again", "--customers", "50", "--products", "40", "--events", "1000", "--seed", "3"}));
  CHECK(place.read("again/events.csv") == place.read("files/events.csv"));
}

TEST_CASE("generate refuses an --out that has a shop, and replaces it with --force") {
  const Workplace place;
  const std::vector<std::string> asked = {"generate", "--out",    "files", "--customers", "30", "--products",
                                          "40",       "--events", "200",   "--seed",      "1"};
  check_done(place.run(asked));
  const std::string before = place.read("files/events.csv");
  auto other = asked;
  other.back() = "2";
  check_refused(place.run(other), 1, "generate", "--force");
  CHECK(place.read("files/events.csv") == before);
  other.emplace_back("--force");
  check_done(place.run(other));
  CHECK(place.read("files/events.csv") != before);
}

TEST_CASE("generate --compress writes files that import reads") {
  const Workplace place;
  for (const char* how : {"gzip", "zstd"}) {
    check_done(place.run(
        {"generate", "--out", how, "--customers", "30", "--products", "40", "--events", "200", "--compress", how}));
    const std::string events = std::string(how) + "/events.csv." + (std::string(how) == "gzip" ? "gz" : "zst");
    REQUIRE(place.has(events));
    const Ran imported = place.run({"import", "--shop", std::string("shop-") + how, "--events", events});
    check_done(imported);
    CHECK_THAT(imported.out, Contains("has 200 events"));
  }
}
