// The commands recommend, similar and explain: modes, formats and output files.
#include <simdjson.h>

#include <cmath>
#include <map>
#include <set>

#include "tests/tools/two_tastes.hpp"

using namespace cli;
using Catch::Contains;

namespace {

using Row = std::vector<std::string>;  // customer_id, rank, product_id, score

// The rows below the header, which is checked.
std::vector<Row> tsv_rows(const Ran& ran) {
  check_done(ran);
  std::vector<std::string> lines = lines_of(ran.out);
  REQUIRE_FALSE(lines.empty());
  CHECK(lines.front() == "customer_id\trank\tproduct_id\tscore");
  std::vector<Row> rows;
  for (std::size_t at = 1; at < lines.size(); ++at) {
    rows.push_back(cells_of(lines[at]));
    REQUIRE(rows.back().size() == 4);
  }
  return rows;
}

std::vector<std::string> column(const std::vector<Row>& rows, std::size_t at) {
  std::vector<std::string> values;
  for (const Row& row : rows) values.push_back(row[at]);
  return values;
}

std::vector<std::string> in_order_of_first_appearance(std::vector<std::string> values) {
  std::set<std::string> seen;
  std::erase_if(values, [&](const std::string& value) { return !seen.insert(value).second; });
  return values;
}

simdjson::dom::element parsed(simdjson::dom::parser& parser, const std::string& text) {
  simdjson::dom::element element;
  REQUIRE(parser.parse(text).get(element) == simdjson::SUCCESS);
  return element;
}

std::string text_at(simdjson::dom::element element, std::string_view pointer) {
  std::string_view text;
  REQUIRE(element.at_pointer(pointer).get(text) == simdjson::SUCCESS);
  return std::string(text);
}
double number_at(simdjson::dom::element element, std::string_view pointer) {
  double number = 0;
  REQUIRE(element.at_pointer(pointer).get(number) == simdjson::SUCCESS);
  return number;
}

}  // namespace

TEST_CASE("recommend gives a tea drinker the one tea that they lack, as TSV of four columns") {
  const Workplace place;
  make_two_taste_shop(place);
  for (int customer = 0; customer < 6; ++customer) {
    const std::string number = std::to_string(customer);
    const Ran ran = place.run(
        {"recommend", "--shop", "shop", "--customer", "tea-lover-" + number, "--format", "tsv", "--count", "1"});
    const auto rows = tsv_rows(ran);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0][0] == "tea-lover-" + number);
    CHECK(rows[0][1] == "1");
    CHECK(rows[0][2] == "tea-" + number);
    CHECK(std::stod(rows[0][3]) > 0);
  }
}

TEST_CASE("recommend prints exactly --count products, ranked from 1, best score first, without purchased ones") {
  const Workplace place;
  make_two_taste_shop(place);
  const auto rows = tsv_rows(
      place.run({"recommend", "--shop", "shop", "--customer", "tea-lover-2", "--count", "7", "--format", "tsv"}));
  REQUIRE(rows.size() == 7);  // 5 of 12 products are owned
  std::set<std::string> products;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    CHECK(rows[at][1] == std::to_string(at + 1));
    if (at > 0) CHECK(std::stod(rows[at][3]) <= std::stod(rows[at - 1][3]));
    products.insert(rows[at][2]);
  }
  CHECK(products == std::set<std::string>{"tea-2", "saw-0", "saw-1", "saw-2", "saw-3", "saw-4", "saw-5"});
  // Fewer only if fewer products are left.
  CHECK(tsv_rows(
            place.run({"recommend", "--shop", "shop", "--customer", "tea-lover-2", "--count", "99", "--format", "tsv"}))
            .size() == 7);
}

TEST_CASE("recommend --include-purchased also recommends owned products") {
  const Workplace place;
  make_two_taste_shop(place);
  const auto products = column(tsv_rows(place.run({"recommend", "--shop", "shop", "--customer", "tea-lover-2",
                                                   "--count", "99", "--format", "tsv", "--include-purchased"})),
                               2);
  CHECK(products.size() == 12);
  CHECK_THAT(products, Catch::VectorContains(std::string("tea-0")));
}

TEST_CASE("recommend --history answers a history like that of a customer") {
  const Workplace place;
  make_two_taste_shop(place);
  const Ran ran = place.run({"recommend", "--shop", "shop", "--history", "saw-0,saw-1,saw-2", "--history",
                             "saw-3,saw-4", "--count", "1", "--format", "tsv"});
  const auto rows = tsv_rows(ran);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0][0].empty());
  CHECK(rows[0][2] == "saw-5");
}

TEST_CASE("an unknown customer gets the popular products, and the table says so") {
  const Workplace place;
  make_two_taste_shop(place);
  const Ran table = place.run({"recommend", "--shop", "shop", "--customer", "a stranger", "--count", "3"});
  check_done(table);
  CHECK_THAT(table.out, Contains("a stranger (no history: what is popular)"));
  simdjson::dom::parser parser;
  const Ran json =
      place.run({"recommend", "--shop", "shop", "--customer", "a stranger", "--count", "3", "--format", "json"});
  const auto answer = parsed(parser, json.out);
  CHECK_FALSE(bool(answer["known"]));
  CHECK(answer["items"].get_array().size() == 3);
}

TEST_CASE("recommend --customers keeps the order of its file, with repeated and unknown customers") {
  const Workplace place;
  make_two_taste_shop(place);
  const std::string ids = "carpenter-4\r\ntea-lover-1\n\na stranger\ncarpenter-0";  // no newline at the end
  place.write("ids.txt", ids);
  const std::vector<std::string> wanted = {"carpenter-4", "tea-lover-1", "a stranger", "carpenter-0"};
  const auto from_file =
      tsv_rows(place.run({"recommend", "--shop", "shop", "--customers", "ids.txt", "--count", "2", "--format", "tsv"}));
  CHECK(from_file.size() == 8);
  CHECK(in_order_of_first_appearance(column(from_file, 0)) == wanted);

  const auto from_stdin =
      tsv_rows(place.run({"recommend", "--shop", "shop", "--customers", "-", "--count", "2", "--format", "tsv"}, ids));
  CHECK(from_stdin == from_file);

  place.write("twice.txt", "carpenter-4\ncarpenter-4\n");
  CHECK(tsv_rows(
            place.run({"recommend", "--shop", "shop", "--customers", "twice.txt", "--count", "2", "--format", "tsv"}))
            .size() == 4);
}

TEST_CASE("recommend --all covers every customer of a shop or of a model, and is the same with any number of threads") {
  const Workplace place;
  make_two_taste_shop(place);
  const Ran from_shop = place.run({"recommend", "--shop", "shop", "--all", "--count", "1", "--format", "tsv"});
  const auto rows = tsv_rows(from_shop);
  CHECK(rows.size() == 12);
  CHECK(in_order_of_first_appearance(column(rows, 0)).size() == 12);
  CHECK(place.run({"recommend", "--shop", "shop", "--all", "--count", "1", "--format", "tsv", "--threads", "2"}).out ==
        place.run({"recommend", "--shop", "shop", "--all", "--count", "1", "--format", "tsv", "--threads", "1"}).out);

  const Ran trained =
      place.run({"train", "--events", "events.csv", "--out", "model", "--recipe", "item-item", "--quiet"});
  check_done(trained);
  std::filesystem::remove_all(place / "shop");
  CHECK(place.run({"recommend", "--model", "model", "--all", "--count", "1", "--format", "tsv"}).out == from_shop.out);
}

TEST_CASE(
    "recommend --format json has items with product_id, rank and score, and reasons with code, share, evidence and "
    "text") {
  const Workplace place;
  make_two_taste_shop(place);
  const Ran ran = place.run(
      {"recommend", "--shop", "shop", "--customer", "tea-lover-3", "--count", "2", "--format", "json", "--explain"});
  check_done(ran);
  CHECK(lines_of(ran.out).size() == 1);
  simdjson::dom::parser parser;
  const auto answer = parsed(parser, ran.out);
  CHECK(text_at(answer, "/customer_id") == "tea-lover-3");
  CHECK(bool(answer["known"]));
  CHECK(answer["items"].get_array().size() == 2);
  CHECK(text_at(answer, "/items/0/product_id") == "tea-3");
  CHECK(text_at(answer, "/items/0/title") == "Tea of garden 3");
  CHECK(number_at(answer, "/items/0/rank") == 1);
  CHECK(text_at(answer, "/items/0/reasons/0/code") == "bought_together");
  CHECK_THAT(text_at(answer, "/items/0/reasons/0/evidence/product_id"), Catch::StartsWith("tea-"));
  CHECK_THAT(text_at(answer, "/items/0/reasons/0/text"), Contains("Tea of garden"));
  double shares = 0, amounts = 0;
  for (const auto reason : answer.at_pointer("/items/0/reasons").get_array()) {
    shares += number_at(reason, "/share");
    amounts += number_at(reason, "/amount");
  }
  CHECK(shares == Approx(1).margin(1e-5));
  CHECK(amounts == Approx(number_at(answer, "/items/0/score")).epsilon(1e-5));
}

TEST_CASE("recommend --format json prints one object per line for many customers") {
  const Workplace place;
  make_two_taste_shop(place);
  const Ran ran = place.run({"recommend", "--shop", "shop", "--all", "--count", "1", "--format", "json"});
  check_done(ran);
  const auto lines = lines_of(ran.out);
  REQUIRE(lines.size() == 12);
  simdjson::dom::parser parser;
  for (const std::string& line : lines) CHECK(parsed(parser, line)["items"].get_array().size() == 1);
}

TEST_CASE("TSV and JSON give the same scores, to the last bit of a float") {
  const Workplace place;
  make_two_taste_shop(place);
  const auto rows = tsv_rows(
      place.run({"recommend", "--shop", "shop", "--customer", "tea-lover-0", "--count", "7", "--format", "tsv"}));
  simdjson::dom::parser parser;
  const Ran ran =
      place.run({"recommend", "--shop", "shop", "--customer", "tea-lover-0", "--count", "7", "--format", "json"});
  std::size_t at = 0;
  for (const auto item : parsed(parser, ran.out)["items"].get_array()) {
    REQUIRE(at < rows.size());
    CHECK(static_cast<float>(number_at(item, "/score")) == std::stof(rows[at][3]));
    CHECK(text_at(item, "/product_id") == rows[at++][2]);
  }
  CHECK(at == 7);
}

TEST_CASE("ids with tabs, newlines, quotes, backslashes and Persian are correct in TSV, JSON and tables") {
  const Workplace place;
  // All customers have all products, except the last, who has only the Persian one.
  const std::vector<std::pair<std::string, std::string>> ids = {
      // as in CSV, as in TSV
      {"\"tab\tbed\"", "tab\\tbed"},
      {"\"new\nline\"", "new\\nline"},
      {"\"qu\"\"ote\"", "qu\"ote"},
      {"back\\slash", "back\\\\slash"},
      {"\xDA\x86\xD8\xA7\xDB\x8C/\xD8\xB3\xD8\xA8\xD8\xB2", "\xDA\x86\xD8\xA7\xDB\x8C/\xD8\xB3\xD8\xA8\xD8\xB2"}};
  std::string events = "customer_id,product_id\n";
  for (const char* customer : {"a", "b", "\"c\td\""}) {
    for (const auto& [csv, tsv] : ids) events += std::string(customer) + "," + csv + "\n";
  }
  events += "\xD8\xB9\xD9\x84\xDB\x8C," + ids.back().first + "\n";  // Ali
  place.write("events.csv", events);
  check_done(place.run({"import", "--shop", "shop", "--events", "events.csv"}));
  check_done(place.run({"train", "--shop", "shop", "--recipe", "item-item"}));

  const std::string ali = "\xD8\xB9\xD9\x84\xDB\x8C";
  const auto rows = tsv_rows(place.run({"recommend", "--shop", "shop", "--customer", ali, "--format", "tsv"}));
  CHECK(in_order_of_first_appearance(column(rows, 0)) == std::vector<std::string>{ali});
  const auto products = column(rows, 2);
  CHECK(std::set<std::string>(products.begin(), products.end()) ==
        std::set<std::string>{ids[0].second, ids[1].second, ids[2].second, ids[3].second});

  const auto everyone = tsv_rows(
      place.run({"recommend", "--shop", "shop", "--all", "--include-purchased", "--count", "5", "--format", "tsv"}));
  CHECK_THAT(column(everyone, 0), Catch::VectorContains(std::string("c\\td")));
  CHECK_THAT(column(everyone, 2), Catch::VectorContains(ids.back().second));

  simdjson::dom::parser parser;
  const Ran json = place.run({"recommend", "--shop", "shop", "--customer", ali, "--format", "json", "--explain"});
  std::set<std::string> in_json;
  for (const auto item : parsed(parser, json.out)["items"].get_array()) in_json.insert(text_at(item, "/product_id"));
  CHECK(in_json == std::set<std::string>{"tab\tbed", "new\nline", "qu\"ote", "back\\slash"});

  const Ran table = place.run({"recommend", "--shop", "shop", "--customer", ali});
  CHECK(lines_of(table.out).size() == 4 + 4);  // title, blank, header, rule, rows: no id breaks its line
  CHECK_THAT(table.out, Contains("new\\nline") && !Contains("\t"));
}

TEST_CASE("recommend --format json prints valid JSON for a customer id that is not UTF-8") {
  const Workplace place;
  make_two_taste_shop(place);
  place.write("ids.txt", "caf\xE9\n");
  const Ran ran =
      place.run({"recommend", "--shop", "shop", "--customers", "ids.txt", "--format", "json", "--count", "1"});
  check_done(ran);
  simdjson::dom::parser parser;
  CHECK(text_at(parsed(parser, ran.out), "/customer_id") == "caf\xEF\xBF\xBD");
}

TEST_CASE("a table of recommend shows different scores differently, and leaves out an empty title column") {
  const Workplace place;
  // Popularity alone: 40 customers of one product, and a few of the others.
  std::string events = "customer_id,product_id\n";
  for (int customer = 0; customer < 40; ++customer) events += std::to_string(customer) + ",common\n";
  events += "1,rare\n2,rare\n3,rarer\n";
  place.write("events.csv", events);
  check_done(place.run({"import", "--shop", "shop", "--events", "events.csv"}));
  check_done(place.run({"train", "--shop", "shop", "--recipe", "item-item"}));
  const Ran table = place.run({"recommend", "--shop", "shop", "--customer", "nobody"});
  check_done(table);
  std::vector<std::string> scores;
  for (const std::string& line : lines_of(table.out)) {
    if (line.find("  common ") != std::string::npos || line.find("  rare") != std::string::npos)
      scores.push_back(line.substr(line.rfind(' ') + 1));
  }
  REQUIRE(scores.size() == 3);
  CHECK(std::set<std::string>(scores.begin(), scores.end()).size() == 3);
  for (const std::string& score : scores) CHECK(std::stod(score) > 0);
  CHECK_THAT(table.out, !Contains("title"));  // no product has a title
}

TEST_CASE("recommend --explain prints past purchases with their shares in a table") {
  const Workplace place;
  make_two_taste_shop(place);
  const Ran ran = place.run({"recommend", "--shop", "shop", "--customer", "tea-lover-3", "--count", "1", "--explain"});
  check_done(ran);
  CHECK_THAT(ran.out, Contains("1. tea-3  Tea of garden 3  (score "));
  CHECK_THAT(ran.out, Contains("%  you bought Tea of garden "));
}

TEST_CASE("similar lists products of the same taste, in every format") {
  const Workplace place;
  make_two_taste_shop(place);
  const Ran tsv = place.run({"similar", "--shop", "shop", "--product", "saw-1", "--count", "5", "--format", "tsv"});
  check_done(tsv);
  const auto lines = lines_of(tsv.out);
  REQUIRE(lines.size() == 6);
  CHECK(lines[0] == "product_id\trank\tsimilar_product_id\tscore");
  for (std::size_t at = 1; at < lines.size(); ++at) CHECK_THAT(cells_of(lines[at])[2], Catch::StartsWith("saw-"));
  simdjson::dom::parser parser;
  const Ran json = place.run({"similar", "--shop", "shop", "--product", "saw-1", "--format", "json", "--count", "5"});
  CHECK(text_at(parsed(parser, json.out), "/items/0/product_id") == cells_of(lines[1])[2]);
  const Ran table = place.run({"similar", "--shop", "shop", "--product", "saw-1", "--count", "5"});
  CHECK_THAT(table.out, Contains("Most like saw-1") && Contains(cells_of(lines[1])[2]));
}

TEST_CASE("similar --kind lists complements and alternatives in the same formats") {
  const Workplace place;
  std::string events = "customer_id,product_id,order_id\n";
  for (int customer = 0; customer < 12; ++customer) {
    const char* tea = customer % 2 == 0 ? "garden-tea" : "mountain-tea";
    for (int order = 0; order < 4; ++order) {
      const auto buy = [&](const char* product) {
        events.append("c").append(std::to_string(customer)).append(",").append(product).append(",");
        events.append(std::to_string(order)).append("\n");
      };
      if (order != 2) buy(customer % 4 < 2 ? tea : "hammer");
      if (order != 3) buy(customer % 4 < 2 ? "biscuits" : "nails");
    }
  }
  place.write("events.csv", events);
  const Ran trained = place.run({"train", "--events", "events.csv", "--recipe", "item-item", "--out", "model"});
  check_done(trained);
  CHECK_THAT(trained.err, !Contains("has no orders"));

  const std::vector<std::string> similar = {"similar", "--model", "model", "--product", "garden-tea"};
  const auto of_kind = [&](const char* kind, const char* format) {
    auto asked = similar;
    asked.insert(asked.end(), {"--kind", kind, "--format", format});
    Ran ran = place.run(asked);
    check_done(ran);
    return ran.out;
  };
  const auto complements = lines_of(of_kind("complements", "tsv")),
             alternatives = lines_of(of_kind("alternatives", "tsv"));
  REQUIRE(complements.size() > 1);
  REQUIRE(alternatives.size() > 1);
  CHECK(complements[0] == "product_id\trank\tsimilar_product_id\tscore");
  CHECK_THAT(complements[1], Catch::StartsWith("garden-tea\t1\tbiscuits\t"));
  CHECK_THAT(alternatives[1], Catch::StartsWith("garden-tea\t1\tmountain-tea\t"));
  simdjson::dom::parser parser;
  CHECK(text_at(parsed(parser, of_kind("alternatives", "json")), "/items/0/product_id") == "mountain-tea");
  CHECK_THAT(of_kind("complements", "table"), Contains("Goes with garden-tea") && Contains("biscuits"));
  CHECK_THAT(of_kind("alternatives", "table"), Contains("Instead of garden-tea") && Contains("mountain-tea"));
  CHECK(of_kind("similar", "tsv") ==
        place.run({"similar", "--model", "model", "--product", "garden-tea", "--format", "tsv"}).out);
}

TEST_CASE("without orders in the data similar --kind fails with a reason, and train warns before") {
  const Workplace place;
  place.write("events.csv", "customer_id,product_id\na,x\na,y\nb,x\nb,y\nb,z\n");
  const Ran trained = place.run({"train", "--events", "events.csv", "--recipe", "item-item", "--out", "model"});
  check_done(trained);
  CHECK_THAT(trained.err, Contains("The data has no orders, so the model has no complements and no alternatives"));
  for (const char* kind : {"complements", "alternatives"}) {
    const Ran ran = place.run({"similar", "--model", "model", "--product", "x", "--kind", kind});
    CHECK(ran.code == 1);
    CHECK_THAT(ran.err, Contains("was trained on data with ") && Contains("import order_id or timestamps"));
  }
}

TEST_CASE("explain prints every term of a score, and they sum to the score") {
  const Workplace place;
  make_two_taste_shop(place);
  const std::vector<std::string> asked = {"explain",     "--shop",    "shop", "--customer",
                                          "tea-lover-3", "--product", "tea-3"};
  const Ran table = place.run(asked);
  check_done(table);
  CHECK_THAT(table.out, Contains("rank 1 of 7 for customer tea-lover-3, score ") && Contains("+0.") && Contains("%"));

  auto with_json = asked;
  with_json.insert(with_json.end(), {"--format", "json"});
  simdjson::dom::parser parser;
  const Ran ran = place.run(with_json);
  const auto answer = parsed(parser, ran.out);
  double amounts = 0;
  for (const auto reason : answer.at_pointer("/item/reasons").get_array()) amounts += number_at(reason, "/amount");
  CHECK(amounts == Approx(number_at(answer, "/item/score")).epsilon(1e-5));
  CHECK_FALSE(bool(answer["owned"]));

  auto with_tsv = asked;
  with_tsv.insert(with_tsv.end(), {"--format", "tsv"});
  CHECK(lines_of(place.run(with_tsv).out).front() == "code\tshare\tamount\tproduct_id\ttext");

  auto owned = asked;
  owned.back() = "tea-0";
  CHECK_THAT(place.run(owned).out, Contains("bought before: recommended again only with --include-purchased"));
}

TEST_CASE("recommend --out writes what standard output would get, and leaves no temporary file") {
  const Workplace place;
  make_two_taste_shop(place);
  const std::vector<std::string> asked = {"recommend", "--shop", "shop", "--all", "--count", "2", "--format", "tsv"};
  const std::string wanted = place.run(asked).out;
  auto to_file = asked;
  to_file.insert(to_file.end(), {"--out", "answers.tsv"});
  place.write("answers.tsv", "old content");
  const Ran ran = place.run(to_file);
  check_done(ran);
  CHECK(ran.out.empty());
  CHECK(place.read("answers.tsv") == wanted);
  CHECK_FALSE(place.has("answers.tsv.part"));

  // A link stays a link, and "-" is standard output.
  std::filesystem::create_symlink("answers.tsv", place / "latest.tsv");
  to_file.back() = "latest.tsv";
  place.write("answers.tsv", "old");
  check_done(place.run(to_file));
  CHECK(std::filesystem::is_symlink(place / "latest.tsv"));
  CHECK(place.read("answers.tsv") == wanted);
  to_file.back() = "-";
  CHECK(place.run(to_file).out == wanted);
  CHECK_FALSE(place.has("-"));
}

TEST_CASE("a recommend that fails leaves the old --out and no temporary file") {
  const Workplace place;
  make_two_taste_shop(place);
  place.write("answers.tsv", "old");
  const Ran ran = place.run({"recommend", "--shop", "shop", "--history", "no-such-product", "--out", "answers.tsv"});
  check_refused(ran, 1, "recommend", "no product \"no-such-product\"");
  CHECK(place.read("answers.tsv") == "old");
  CHECK(place.names() == std::vector<std::string>{"answers.tsv", "events.csv", "products.csv", "shop"});
}

TEST_CASE("an --out that cannot be written is an error of one line that says what to do") {
  const Workplace place;
  make_two_taste_shop(place);
  const auto writing_to = [&](const std::string& out) {
    return place.run({"recommend", "--shop", "shop", "--all", "--format", "tsv", "--out", out});
  };
  check_refused(writing_to("no-such-directory/answers.tsv"), 1, "recommend", "name another --out");
  check_refused(writing_to("shop"), 1, "recommend", "Is a directory");
  CHECK_FALSE(place.has("shop.part"));
  check_refused(writing_to("/dev/full"), 1, "recommend", "No space left on device");
  CHECK(std::filesystem::is_character_file("/dev/full"));  // written to, not replaced
  CHECK_FALSE(std::filesystem::exists("/dev/full.part"));
  check_done(writing_to("/dev/null"));
}

TEST_CASE("every command reports an error if standard output is on a full disk") {
  const Workplace place;
  make_two_taste_shop(place);
  const std::vector<std::vector<std::string>> all = {
      {"recommend", "--shop", "shop", "--all"},
      {"similar", "--shop", "shop", "--product", "tea-1"},
      {"explain", "--shop", "shop", "--customer", "tea-lover-1", "--product", "tea-1"},
      {"doctor", "--shop", "shop"},
      {"train", "--shop", "shop", "--recipe", "popular", "--force", "--quiet"},
      {"evaluate", "--shop", "shop", "--recipe", "popular", "--quiet"},
      {"recommend", "--help"},
      {"--help"},
      {"--version"}};
  for (const auto& arguments : all) {
    INFO(Catch::Detail::stringify(arguments));
    const Ran ran = place.run(arguments, "", "/dev/full");
    CHECK(ran.code == 1);
    CHECK(lines_of(ran.err).size() == 1);
    CHECK_THAT(ran.err, Contains("cannot write to standard output"));
  }
}

TEST_CASE("a reader that closes the pipe early ends recommend quietly") {
  const Workplace place;
  make_two_taste_shop(place);
  // More output than a pipe holds.
  std::string ids;
  for (int copy = 0; copy < 60'000; ++copy) ids += "tea-lover-1\n";
  place.write("ids.txt", ids);
  const std::string command = std::string(moshaver_binary) +
                              " recommend --shop shop --customers ids.txt --format tsv --quiet | head -1; "
                              "echo \"${PIPESTATUS[0]}\"";
  const Ran ran = place.run_program({"bash", "-c", command});
  CHECK(ran.err.empty());
  CHECK(ran.out == "customer_id\trank\tproduct_id\tscore\n141\n");  // 128 + SIGPIPE, as any Unix filter

  // If SIGPIPE is ignored, it reports why it stopped.
  const Ran ignoring = place.run_program({"bash", "-c", "trap '' PIPE; " + command});
  CHECK_THAT(ignoring.out, Catch::EndsWith("\n1\n"));
  CHECK(lines_of(ignoring.err).size() == 1);
  CHECK_THAT(ignoring.err, Contains("cannot write to standard output (Broken pipe)"));
}

TEST_CASE("with standard output closed recommend writes nothing into the shop") {
  const Workplace place;
  make_two_taste_shop(place);
  const std::string before = place.read("shop/events.db");
  const Ran ran = place.run_program(
      {"bash", "-c", std::string(moshaver_binary) + " recommend --shop shop --all --quiet 2>err >&-; echo $?"});
  CHECK(ran.out == "1\n");
  CHECK_THAT(place.read("err"), Contains("cannot write to standard output"));
  CHECK(place.read("shop/events.db") == before);
}

TEST_CASE("results go only to standard output, and --quiet leaves standard error empty") {
  const Workplace place;
  make_two_taste_shop(place);
  const std::vector<std::vector<std::string>> all = {
      {"recommend", "--shop", "shop", "--all"},
      {"similar", "--shop", "shop", "--product", "tea-1"},
      {"explain", "--shop", "shop", "--customer", "tea-lover-1", "--product", "tea-1"},
      {"import", "--shop", "shop", "--events", "events.csv"},
      {"train", "--shop", "shop"},
      {"train", "--events", "events.csv", "--out", "model", "--replace"},
      {"evaluate", "--shop", "shop", "--recipe", "popular", "--report", "report"},
      {"doctor", "--shop", "shop"},
      {"generate", "--out", "files", "--customers", "30", "--products", "40", "--events", "500", "--force"}};
  for (auto arguments : all) {
    INFO(Catch::Detail::stringify(arguments));
    const Ran usual = place.run(arguments);
    check_done(usual);
    CHECK_FALSE(usual.out.empty());
    CHECK_THAT(usual.out, !Contains("Next: "));
    arguments.emplace_back("-q");
    const Ran quiet = place.run(arguments);
    check_done(quiet);
    CHECK(quiet.err.empty());
    CHECK_FALSE(quiet.out.empty());
  }
}

TEST_CASE("an empty list says which rules left nothing") {
  const Workplace place;
  make_two_taste_shop(place);
  const Ran ran = place.run({"recommend", "--shop", "shop", "--customer", "nobody", "--category", "No such category"});
  check_done(ran);
  CHECK_THAT(ran.out, Contains("nothing is left; products that rules took out: category "));
}
