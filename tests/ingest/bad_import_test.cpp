// Bad input gives a one-line error or a counted reject, and leaves the shop unchanged.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "moshaver/import.hpp"
#include "tests/ingest/import_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

const std::string header = "customer_id,product_id,quantity,unit_price,timestamp\n";
const std::string good_row = "c,p,1,2.5,2025-01-01\n";

// An import world whose shop already has one event.
struct StandingShop : ImportWorld {
  StandingShop() { imported({.events = {file("before.csv", header + good_row)}}); }
};

// The reason why `row` was rejected; checks that the rows around it are kept.
std::string reason_for(const std::string& row) {
  const ImportWorld world;
  const auto summary = world.imported(
      {.events = {world.file("a.csv", header + good_row + row + "\n" + good_row)}, .max_reject_rate = 1});
  CHECK(summary.rows == 3);
  CHECK(summary.kept == 2);
  REQUIRE(summary.rejects.size() == 1);
  return summary.rejects[0].reason;
}

// Simulates a full disk: imports in a child process whose files may not grow beyond `bytes`. Returns the import's error
// code, or 100 if it succeeded.
int import_on_full_disk(const ImportWorld& world, const std::filesystem::path& events, rlim_t bytes) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(101);
    const auto summary = world.import({.events = {events}});
    if (summary) ::_exit(100);
    const bool one_line = summary.error().message.find('\n') == std::string::npos;
    ::_exit(one_line ? static_cast<int>(summary.error().code) : 102);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  return WEXITSTATUS(status);
}

// About 5 MB that hardly compress.
std::filesystem::path large_file(const ImportWorld& world) {
  std::ofstream out(world.path("large.csv"));
  out << "customer_id,product_id,reason\n";
  const std::string letters = noise(60'000);
  for (std::size_t row = 0; row < 70'000; ++row) {
    out << 'c' << row % 1'000 << ",p" << row % 500 << ",\"x";
    for (const char c : letters.substr(row % 59'000, 60)) out << (c == '"' ? '_' : c);
    out << row << "\"\n";
  }
  return world.path("large.csv");
}

}  // namespace

TEST_CASE("an import without files, without a shop, or with a max_reject_rate outside 0 to 1 is refused") {
  const ImportWorld world;
  CHECK(world.refused({}).code == ErrorCode::invalid_argument);
  const auto file = world.file("a.csv", header + good_row);
  CHECK(world.refused({.events = {file}, .max_reject_rate = 1.5}).code == ErrorCode::invalid_argument);
  CHECK(world.refused({.events = {file}, .max_reject_rate = -0.1}).code == ErrorCode::invalid_argument);
  ImportOptions nowhere;
  nowhere.events = {file};
  const auto summary = import_files(nowhere);
  REQUIRE_FALSE(summary);
  CHECK(summary.error().code == ErrorCode::invalid_argument);
}

TEST_CASE("an import of an empty file is no_data, of a missing file not_found, and neither creates a shop") {
  const ImportWorld world;
  CHECK(world.refused({.events = {world.file("empty.csv", "")}}).code == ErrorCode::no_data);
  const Error missing = world.refused({.events = {world.path("nowhere.csv")}});
  CHECK(missing.code == ErrorCode::not_found);
  CHECK_THAT(missing.message, Contains("nowhere.csv"));
}

TEST_CASE("an import with one bad file keeps nothing of the good ones") {
  const StandingShop world;
  const auto good = world.file("good.csv", header + "new,new,1,1,2025-01-02\n");
  CHECK(world.refused({.events = {good, world.file("empty.csv", "")}}).code == ErrorCode::no_data);
  CHECK(world.refused({.events = {good, world.path("nowhere.csv")}}).code == ErrorCode::not_found);
  CHECK(world.refused({.events = {good}, .products = {world.file("p.csv", "name\nx\n")}}).code ==
        ErrorCode::bad_format);
}

TEST_CASE("a header without the required columns is refused, and the message names the columns and suggests a --map") {
  const StandingShop world;
  const Error error = world.refused({.events = {world.file("a.csv", "CustomerID,StockCode\nc,p\n")}});
  CHECK(error.code == ErrorCode::bad_format);
  CHECK_THAT(error.message, Contains("a.csv") && Contains("--map customer_id=CustomerID") && Contains("StockCode"));
}

TEST_CASE("a map is refused if its column is missing, its field is unknown, or a sensitive attribute is named") {
  const StandingShop world;
  const auto file = world.file("a.csv", "customer_id,SKU,gender\nc,p,f\n");
  const Error column = world.refused({.events = {file}, .column_map = {{"product_id", "StockCode"}}});
  CHECK(column.code == ErrorCode::invalid_argument);
  CHECK_THAT(column.message, Contains("StockCode") && Contains("SKU"));
  CHECK(world.refused({.events = {file}, .column_map = {{"produkt", "SKU"}}}).code == ErrorCode::invalid_argument);
  const Error sensitive =
      world.refused({.events = {file}, .column_map = {{"product_id", "SKU"}, {"reason", "gender"}}});
  CHECK_THAT(sensitive.message, Contains("sensitive"));
}

TEST_CASE("rows with impossible values are rejected with a reason, and the rows around them are kept") {
  const std::string dated = ",2025-01-01";
  CHECK(reason_for("c,p,1,nan" + dated) == "unit_price is not a number");
  CHECK(reason_for("c,p,1,inf" + dated) == "unit_price is not a number");
  CHECK(reason_for("c,p,1,1e999" + dated) == "unit_price is out of range");
  CHECK(reason_for("c,p,1,-1" + dated) == "unit_price is negative");
  CHECK(reason_for("c,p,99999999999999999999,1" + dated) == "quantity is out of range");
  CHECK(reason_for("c,p,-99999999999999999999,1" + dated) == "quantity is out of range");
  CHECK(reason_for("c,p,1e999,1" + dated) == "quantity is out of range");
  CHECK(reason_for("c,p,0,1" + dated) == "quantity is zero");
  CHECK(reason_for("c,p,1,1,0001-01-01") == "timestamp is outside 1970..2099");
  CHECK(reason_for("c,p,1,1,9999-12-31") == "timestamp is outside 1970..2099");
  CHECK(reason_for("c,p,1,1,2025-02-30") == "timestamp is not a day and time of the calendar");
  CHECK(reason_for("c,p,1,1,99999999999999999999") == "timestamp is outside 1970..2099");
  CHECK(reason_for(repeated(10'000, 'i') + ",p,1,1" + dated) == "customer_id is longer than 1024 bytes");
  CHECK(reason_for("c," + repeated(10'000, 'i') + ",1,1" + dated) == "product_id is longer than 1024 bytes");
  CHECK(reason_for("\xff\xfe,p,1,1" + dated) == "customer_id is not valid UTF-8");
  CHECK(reason_for("c,\xd8,1,1" + dated) == "product_id is not valid UTF-8");  // an incomplete character
  CHECK(reason_for("c,p") == "row has more or fewer fields than the header");
}

TEST_CASE("a line of 100 MB is one rejected row, and the rows after it are read") {
  const ImportWorld world;
  {
    std::ofstream out(world.path("long.csv"));
    out << header << good_row;
    const std::string block = repeated(1'000'000, 'x');
    for (int part = 0; part < 100; ++part) out << block;
    out << "\n"
        << "d,p,1,1,2025-01-01\n";
  }
  const auto summary = world.imported({.events = {world.path("long.csv")}, .max_reject_rate = 0.5});
  CHECK(summary.kept == 2);
  CHECK(summary.rejected == 1);
  CHECK_THAT(summary.rejects.at(0).reason, Contains("longer than 1 MiB"));
  CHECK(summary.rejects.at(0).example.size() < 200);
}

TEST_CASE("an import fails if more rows are bad than max_reject_rate allows") {
  const StandingShop world;
  std::string text = header;
  for (int row = 0; row < 99; ++row) text += "c,p,1,1,2025-01-02\n";
  const auto one_bad = world.file("one.csv", text + "c,,1,1,2025-01-02\n");
  const auto two_bad = world.file("two.csv", text + "c,,1,1,2025-01-02\nc,p,many,1,2025-01-02\n");
  const Error error = world.refused({.events = {two_bad}, .rejects = world.path("rejects.tsv")});
  CHECK(error.code == ErrorCode::too_many_rejects);
  CHECK_THAT(error.message, Contains("2 of 101") && Contains("two.csv:") && Contains("--max-reject-rate"));
  CHECK_THAT(bytes_of(world.path("rejects.tsv")),
             Contains("quantity is not a number"));            // written although the import failed
  CHECK(world.imported({.events = {one_bad}}).rejected == 1);  // 1 of 100
}

TEST_CASE("an import that fails for bad rows creates no shop") {
  const ImportWorld world;
  const auto bad = world.file("bad.csv", header + ",p,1,1,2025-01-02\n");
  CHECK(world.refused({.events = {bad}}).code == ErrorCode::too_many_rejects);
  std::filesystem::create_directory(world.shop());
  put_bytes(world.shop() / "mine.txt", "not to be touched");
  const auto summary = world.import({.events = {bad}});
  REQUIRE_FALSE(summary);
  CHECK(bytes_of(world.shop() / "mine.txt") == "not to be touched");
  CHECK_FALSE(std::filesystem::exists(world.shop() / "events.db"));
}

TEST_CASE("a truncated file leaves the shop unchanged") {
  const StandingShop world;
  const auto whole = bytes_of(large_file(world));
  const auto packed = gzip(whole);
  const Error error = world.refused({.events = {world.file("cut.csv.gz", packed.substr(0, packed.size() / 2))}});
  CHECK(error.code == ErrorCode::bad_format);
  CHECK_THAT(error.message, Contains("cut.csv.gz"));
}

TEST_CASE("imports refuse a shop of another version and a database of another program") {
  const StandingShop world;
  const auto file = world.file("a.csv", header + good_row);
  run_sql(world.shop(), "PRAGMA user_version = 7");
  CHECK(world.refused({.events = {file}}).code == ErrorCode::unsupported_version);
  run_sql(world.shop(), "PRAGMA application_id = 7");
  CHECK(world.refused({.events = {file}}).code == ErrorCode::bad_format);
}

TEST_CASE("an import into a damaged shop fails and adds nothing") {
  const StandingShop world;
  run_sql(world.shop(), "UPDATE segments SET columns = x'00'");
  const Error error = world.refused({.events = {world.file("a.csv", header + "new,new,1,1,2025-01-02\n")}});
  CHECK(error.code == ErrorCode::bad_format);
}

TEST_CASE("an import during which the disk fills up fails with io_error and leaves the shop unchanged") {
  const StandingShop world;
  const auto file = large_file(world);
  const std::string before = world.shop_state();
  for (const rlim_t bytes : {rlim_t{100'000}, rlim_t{1'000'000}}) {
    CAPTURE(bytes);
    CHECK(import_on_full_disk(world, file, bytes) == static_cast<int>(ErrorCode::io_error));
    CHECK(world.shop_state() == before);
  }
  CHECK(world.imported({.events = {file}}).kept == 70'000);  // with space again it succeeds
}

TEST_CASE("an import that would create a shop on a full disk leaves no shop behind") {
  const ImportWorld world;
  const auto file = large_file(world);
  for (const rlim_t bytes : {rlim_t{0}, rlim_t{20'000}, rlim_t{500'000}}) {
    CAPTURE(bytes);
    CHECK(import_on_full_disk(world, file, bytes) == static_cast<int>(ErrorCode::io_error));
    CHECK_FALSE(world.has_shop());
  }
}
