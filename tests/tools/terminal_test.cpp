// Output on a terminal: widths, truncated titles, progress bars. None of it appears in a pipe.
#include "tests/tools/two_tastes.hpp"

using namespace cli;
using Catch::Contains;

namespace {

constexpr const char* left_to_right_mark = "\xE2\x80\x8E";
const std::string long_id = "warehouse/aisle/shelf/box/item-number-";  // with a digit: 39 columns

// Counts characters, not bytes: correct for texts without wide or combining characters.
std::size_t letters(const std::string& utf8) {
  std::size_t count = 0;
  for (const char byte : utf8) count += (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  return count;
}

std::size_t longest_line(const std::string& text) {
  std::size_t longest = 0;
  for (const std::string& line : lines_of(text)) longest = std::max(longest, letters(line));
  return longest;
}

// A shop of products with long ids and longer titles.
void make_wordy_shop(const Workplace& place) {
  std::string events = "customer_id,product_id\n", products = "product_id,title\n";
  for (int product = 0; product < 4; ++product) {
    const std::string id = long_id + std::to_string(product);
    for (int customer = product; customer < 8; ++customer) events += std::to_string(customer) + "," + id + "\n";
    products +=
        id + ",A title of many words that nobody would ever read to its very end " + std::to_string(product) + "\n";
  }
  place.write("events.csv", events);
  place.write("products.csv", products);
  check_done(place.run({"import", "--shop", "shop", "--events", "events.csv", "--products", "products.csv"}));
  check_done(place.run({"train", "--shop", "shop", "--recipe", "popular"}));
}

}  // namespace

TEST_CASE("a table fits the width of its terminal: titles are truncated, product ids of 40 columns are not") {
  const Workplace place;
  make_wordy_shop(place);
  const std::vector<std::string> asked = {"recommend", "--shop", "shop", "--customer", "new", "--quiet"};
  for (const unsigned short columns : {80, 100, 150}) {
    CAPTURE(columns);
    const Ran ran = place.run_on_terminal(asked, columns);
    CHECK(ran.code == 0);
    CAPTURE(ran.out);
    CHECK(longest_line(ran.out) <= columns);
    for (int product = 0; product < 4; ++product)
      CHECK_THAT(ran.out, Contains(long_id + std::to_string(product) + "  A title"));
    CHECK((ran.out.find("…") != std::string::npos) == (columns < 150));
  }
  // In a pipe nothing is truncated.
  CHECK_THAT(place.run(asked).out, Contains("read to its very end 3") && !Contains("…"));
}

TEST_CASE("on a narrow terminal reasons are wrapped at words and indented") {
  const Workplace place;
  make_two_taste_shop(place);
  const Ran ran = place.run_on_terminal(
      {"recommend", "--shop", "shop", "--customer", "tea-lover-3", "--count", "1", "--explain", "--quiet"}, 50);
  CAPTURE(ran.out);
  CHECK(longest_line(ran.out) <= 50);
  CHECK_THAT(ran.out, Contains("\n          "));
}

TEST_CASE("tables of metrics that are too wide are split, and each part names its recipes") {
  const Workplace place;
  make_two_taste_shop(place);
  const std::vector<std::string> asked = {"evaluate", "--shop", "shop", "--recipe", "popular", "--k", "1", "--quiet"};
  const Ran ran = place.run_on_terminal(asked, 70);
  CAPTURE(ran.out);
  const auto count = [](const std::string& text, const std::string& what) {
    std::size_t times = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; ++at) ++times;
    return times;
  };
  CHECK(count(ran.out, "\npopular ") == 4);
  CHECK(count(place.run(asked).out, "\npopular ") == 2);
  for (const std::string& line : lines_of(ran.out)) {
    if (line.starts_with("popular ") || line.starts_with("recipe ")) CHECK(letters(line) <= 70);
  }
}

TEST_CASE("numbers stay in their columns beside a Persian title on terminals with bidirectional text") {
  const Workplace place;
  make_two_taste_shop(place);
  const std::vector<std::string> asked = {"recommend", "--shop", "shop", "--customer", "carpenter-3", "--quiet"};
  const Ran ran = place.run_on_terminal(asked, 100);
  bool found = false;
  for (const std::string& line : lines_of(ran.out)) {
    if (line.find("saw-3") == std::string::npos) continue;
    found = true;
    CHECK_THAT(line, Catch::StartsWith(left_to_right_mark));
    // The mark is between columns, not in text that is copied.
    CHECK_THAT(line, Contains("saw-3 ") && Contains(" \xE2\x80\x8E "));
  }
  CHECK(found);
  CHECK_THAT(place.run(asked).out, !Contains(left_to_right_mark));
}

TEST_CASE("long work draws a progress bar with the time left on a terminal, in one line within its width") {
  const Workplace place;
  std::string events = "customer_id,product_id\n";
  for (int customer = 0; customer < 3'000; ++customer) {
    for (int product = 0; product < 8; ++product)
      events += std::to_string(customer) + "," + std::to_string((customer * 7 + product * product) % 400) + "\n";
  }
  place.write("events.csv", events);
  const auto train = [&](const std::string& sweeps, unsigned short columns, bool quiet = false) {
    std::vector<std::string> arguments = {"train",     "--events", "events.csv", "--out",
                                          "model",     "--recipe", "ials",       "--replace",
                                          "--threads", "1",        "--set",      "dim=128,sweeps=" + sweeps};
    if (quiet) arguments.emplace_back("-q");
    return place.run_on_terminal(arguments, columns);
  };
  const Ran ran = train("150", 60);
  CHECK(ran.code == 0);
  CAPTURE(ran.out);
  CHECK_THAT(ran.out, Contains("█") && Contains("░") && Contains(" left"));
  CHECK_THAT(ran.out, Contains("iALS sweep 150 of 150") && Contains("100%"));
  // All sweeps share one bar: 150 of them give one final line, and the time left is that of all. Training for the
  // confidence has another.
  const std::size_t first = ran.out.find("100%"), second = ran.out.find("100%", first + 1);
  CHECK(ran.out.find("100%", second + 1) == std::string::npos);
  CHECK(second != std::string::npos);
  CHECK_THAT(ran.out.substr(first), Contains("confidence: iALS"));
  std::size_t begin = 0, drawn = 0;
  for (std::size_t at = 0; (at = ran.out.find("\r\033[K", begin)) != std::string::npos; begin = at + 4) {
    const std::size_t end = std::min(ran.out.find_first_of("\r\n", at + 1), ran.out.size());
    CHECK(letters(ran.out.substr(at + 4, end - at - 4)) < 60);
    ++drawn;
  }
  CHECK(drawn >= 3);

  // A wide terminal also shows the rate.
  CHECK_THAT(train("150", 120).out, Contains("embeddings/s  "));
  CHECK_THAT(train("10", 60, true).out, !Contains("█") && !Contains("\033"));
}

TEST_CASE("control characters in ids and titles never reach the terminal") {
  const Workplace place;
  place.write("events.csv", "customer_id,product_id\na,p1\nb,p1\n");
  place.write("products.csv", "product_id,title\np1,\"innocent \033]0;owned\007 \033[31mred\"\n");
  const Ran imported = place.run(
      {"import", "--shop", "shop", "--events", "events.csv", "--products", "products.csv", "--max-reject-rate", "1"});
  check_done(imported);
  check_done(place.run({"train", "--shop", "shop", "--recipe", "popular"}));
  for (const char* command : {"--quiet", "--explain"}) {
    const Ran ran = place.run_on_terminal({"recommend", "--shop", "shop", "--customer", "\033[2Jc", command}, 100);
    CHECK(ran.code == 0);
    CHECK_THAT(ran.out, Contains("p1") && !Contains("\033") && !Contains("\007"));
  }
}
