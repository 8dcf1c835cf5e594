// The command import: the summary, mapped columns, rejects.
#include <map>

#include "tests/tools/process.hpp"

using namespace cli;
using Catch::Contains;

namespace {

// Parses lines such as "  purchase   397,924": name to number.
std::map<std::string, std::uint64_t> numbers_of(const std::string& summary) {
  std::map<std::string, std::uint64_t> numbers;
  for (const std::string& line : lines_of(summary)) {
    const std::size_t begin = line.find_first_not_of(' '), digit = line.find_first_of("0123456789");
    if (begin == std::string::npos || digit == std::string::npos || digit < 2) continue;
    std::string name = line.substr(begin, digit - begin), digits;
    name.erase(name.find_last_not_of(' ') + 1);
    for (std::size_t at = digit; at < line.size() && line[at] != ' '; ++at) {
      if (line[at] != ',') digits += line[at];
    }
    if (digits.find_first_not_of("0123456789") == std::string::npos) numbers.emplace(name, std::stoull(digits));
  }
  return numbers;
}

constexpr std::string_view mixed_rows =
    "customer_id,product_id,event,timestamp,quantity\n"
    "a,p1,purchase,2025-01-01T10:00:00Z,2\n"
    "a,p2,view,2025-01-02T10:00:00Z,1\n"
    ",p2,purchase,2025-01-02T10:00:00Z,1\n"      // no customer
    "b,p1,purchase,2025-01-03T10:00:00Z,many\n"  // not a number
    "b,p1,purchase,2025-01-04T10:00:00Z,1\n"
    "b,p1,return,2025-01-05T10:00:00Z,1\n"
    "b,,purchase,2025-01-06T10:00:00Z,1\n";  // no product

}  // namespace

TEST_CASE("the counts in the summary of import add up") {
  const Workplace place;
  place.write("events.csv", mixed_rows);
  const Ran ran = place.run({"import", "--shop", "shop", "--events", "events.csv", "--max-reject-rate", "0.5"});
  check_done(ran);
  auto numbers = numbers_of(ran.out);
  CAPTURE(ran.out);
  CHECK(numbers["read"] == 7);
  CHECK(numbers["read"] == numbers["kept"] + numbers["already known"] + numbers["rejected"]);
  CHECK(numbers["kept"] == numbers["purchase"] + numbers["view"] + numbers["return"]);
  CHECK(numbers["purchase"] == 2);
  CHECK(numbers["return"] == 1);
  CHECK(numbers["rejected"] == 3);
  CHECK(numbers["rejected"] ==
        numbers["customer_id is missing"] + numbers["product_id is missing"] + numbers["quantity is not a number"]);
  CHECK_THAT(ran.out, Contains("first: events.csv:4: customer_id"));
  CHECK_THAT(ran.out, Contains("4 events of 2 customers and 2 products"));
  CHECK_THAT(ran.out, Contains("from 2025-01-01T10:00:00Z to 2025-01-05T10:00:00Z"));
  CHECK_THAT(ran.out, Contains("Returns: 1, of which 1 matched a purchase; 1 purchases are undone."));
  CHECK_THAT(ran.err, Contains("Next: moshaver train --shop shop"));
}

TEST_CASE("importing a file twice changes nothing, and the summary says so") {
  const Workplace place;
  place.write("events.csv", mixed_rows);
  const std::vector<std::string> again = {"import", "--shop", "shop", "--events", "events.csv", "--max-reject-rate",
                                          "0.5"};
  check_done(place.run(again));
  const Ran ran = place.run(again);
  check_done(ran);
  auto numbers = numbers_of(ran.out);
  CHECK(numbers["kept"] == 0);
  CHECK(numbers["already known"] == 4);
  CHECK_THAT(ran.out, Contains("4 events of 2 customers"));
}

TEST_CASE("an import with too many bad rows fails with one line and creates no shop") {
  const Workplace place;
  place.write("events.csv", mixed_rows);
  const Ran ran = place.run({"import", "--shop", "shop", "--events", "events.csv"});
  check_refused(ran, 1, "import", "3 of 7 rows are invalid");
  CHECK_THAT(ran.err, Contains("--max-reject-rate") && Contains("--rejects FILE") && Contains("events.csv:"));
  CHECK_FALSE(place.has("shop"));
}

TEST_CASE("import --rejects lists every bad row with line, column, value and reason, also if the import fails") {
  for (const char* rate : {"0.01", "0.5"}) {
    const Workplace place;
    place.write("events.csv", mixed_rows);
    const Ran ran = place.run(
        {"import", "--shop", "shop", "--events", "events.csv", "--rejects", "bad.tsv", "--max-reject-rate", rate});
    CHECK(ran.code == (std::string(rate) == "0.5" ? 0 : 1));
    const auto lines = lines_of(place.read("bad.tsv"));
    REQUIRE(lines.size() == 4);
    CHECK(lines[0] == "file\tline\tcolumn\tvalue\treason");
    const auto number = cells_of(lines[2]);
    REQUIRE(number.size() == 5);
    CHECK(number[1] == "5");
    CHECK(number[2] == "quantity");
    CHECK(number[3] == "many");
    CHECK(cells_of(lines[1])[1] == "4");
    CHECK(cells_of(lines[3])[1] == "8");
  }
}

TEST_CASE("import --map maps column names, also with commas, in one option or several") {
  const Workplace place;
  place.write("events.csv", "Customer,\"Item, code\",When\na,p1,2025-01-01\nb,p2,2025-02-01\n");
  const std::vector<std::vector<std::string>> ways = {
      {"--map", "customer_id=Customer,product_id=Item, code,timestamp=When"},
      {"--map", "customer_id=Customer", "--map", "product_id=Item, code", "--map", "timestamp=When"}};
  int shop = 0;
  for (const auto& way : ways) {
    std::vector<std::string> arguments = {"import", "--shop", "shop" + std::to_string(shop++), "--events",
                                          "events.csv"};
    arguments.insert(arguments.end(), way.begin(), way.end());
    const Ran ran = place.run(arguments);
    check_done(ran);
    CHECK_THAT(ran.out, Contains("2 events of 2 customers and 2 products") && Contains("from 2025-01-01T00:00:00Z"));
  }
}

TEST_CASE("import --map of a missing column is refused, and the message names the file") {
  const Workplace place;
  place.write("events.csv", "Customer,Code\na,p1\n");
  const Ran ran = place.run(
      {"import", "--shop", "shop", "--events", "events.csv", "--map", "customer_id=Customer,product_id=Kode"});
  CHECK((ran.code == 1 || ran.code == 2));
  CHECK(lines_of(ran.err).size() == 1);
  CHECK_THAT(ran.err, Contains("Kode") && Contains("events.csv"));
  CHECK_FALSE(place.has("shop"));
}

TEST_CASE("import names the columns that it does not read") {
  const Workplace place;
  place.write("events.csv", "customer_id,product_id,Colour\na,p1,red\n");
  const Ran ran = place.run({"import", "--shop", "shop", "--events", "events.csv"});
  check_done(ran);
  CHECK_THAT(ran.err, Contains("Columns not read: events.csv: Colour"));
}

TEST_CASE("import reads several files at once, and counts products and customers separately") {
  const Workplace place;
  place.write("one.csv", "customer_id,product_id\na,p1\n");
  place.write("two.jsonl", "{\"customer_id\": \"b\", \"product_id\": \"p2\"}\n");
  place.write("products.csv", "product_id,title\np1,One\np2,Two\n");
  place.write("customers.csv", "customer_id,region\na,north\n");
  const Ran ran = place.run({"import", "--shop", "shop", "--events", "one.csv", "two.jsonl", "--products",
                             "products.csv", "--customers", "customers.csv"});
  check_done(ran);
  auto numbers = numbers_of(ran.out);
  CHECK(numbers["read"] == 2);
  CHECK(numbers["product rows"] == 2);
  CHECK(numbers["customer rows"] == 1);
}
