// A store refuses files of other programs, other versions, damage and a second writer.
#include <chrono>

#include "engine/store/store.hpp"
#include "tests/artifact/scratch.hpp"
#include "tests/store/shop_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

std::filesystem::path small_shop(const Scratch& scratch) {
  fill(scratch / "shop", [](Store::Writer& writer) { add_dated(writer, 1); });
  fill(scratch / "shop", [](Store::Writer& writer) { add_dated(writer, 2); });
  return scratch / "shop";
}

Error open_error(const std::filesystem::path& shop) {
  const auto store = Store::open(shop);
  REQUIRE_FALSE(store);
  CHECK(store.error().message.find('\n') == std::string::npos);
  return store.error();
}

Error read_error(const std::filesystem::path& shop) {
  auto store = Store::open(shop);
  REQUIRE(store);
  const auto table = store->read();
  REQUIRE_FALSE(table);
  CHECK_FALSE(store->verify());
  return table.error();
}

}  // namespace

TEST_CASE("a directory without a shop is not_found, and the message says how to create one") {
  const Scratch scratch;
  const Error error = open_error(scratch / "nothing");
  CHECK(error.code == ErrorCode::not_found);
  CHECK_THAT(error.message, Catch::Contains("moshaver import"));
  CHECK_FALSE(std::filesystem::exists(scratch / "nothing"));
}

TEST_CASE("a path too long for the file system is an error") {
  const Scratch scratch;
  const std::filesystem::path shop = scratch / std::string(5'000, 'x');
  CHECK_FALSE(Store::open(shop));
  CHECK_FALSE(Store::open_or_create(shop));
}

TEST_CASE("a shop of another format version is refused with unsupported_version, and not changed") {
  const Scratch scratch;
  const auto shop = small_shop(scratch);
  for (const char* version : {"2", "0", "-1", "2000000000"}) {
    run_sql(shop, std::string("PRAGMA user_version = ") + version);
    const std::string before = bytes_of(shop / "events.db");
    const Error error = open_error(shop);
    CHECK(error.code == ErrorCode::unsupported_version);
    CHECK_THAT(error.message, Catch::Contains(std::string("format ") + version) && Catch::Contains("reads 1"));
    CHECK_FALSE(Store::open_or_create(shop));
    CHECK(bytes_of(shop / "events.db") == before);
  }
}

TEST_CASE("another program's database and a text file are refused with bad_format, and not changed") {
  const Scratch scratch;
  const auto shop = small_shop(scratch);
  run_sql(shop, "PRAGMA application_id = 1");
  CHECK(open_error(shop).code == ErrorCode::bad_format);
  const std::string text = "customer_id,product_id\n" + std::string(20'000, 'x');
  put_bytes(shop / "events.db", text);
  for (const char* tail : {"events.db-wal", "events.db-shm"}) std::filesystem::remove(shop / tail);
  const Error error = open_error(shop);
  CHECK(error.code == ErrorCode::bad_format);
  CHECK_THAT(error.message, Catch::Contains("events.db") && Catch::Contains("not"));
  CHECK_FALSE(Store::open_or_create(shop));
  CHECK(bytes_of(shop / "events.db") == text);
}

TEST_CASE("a shop cannot be created at the path of a file") {
  const Scratch scratch;
  put_bytes(scratch / "shop", "mine");
  CHECK_FALSE(Store::open_or_create(scratch / "shop"));
  CHECK(bytes_of(scratch / "shop") == "mine");
}

TEST_CASE("a block with a changed byte is refused, and the message names its first event") {
  const Scratch scratch;
  const auto shop = small_shop(scratch);
  run_sql(shop,
          "UPDATE segments SET columns = CAST(substr(columns, 1, 20) || x'00' || substr(columns, 22) AS BLOB) "
          "WHERE first_event = 1");
  const Error error = read_error(shop);
  CHECK(error.code == ErrorCode::bad_format);
  CHECK_THAT(error.message, Catch::Contains("event 1 ") && Catch::Contains("checksum"));
}

TEST_CASE("the checksum finds any single changed byte of a block") {
  const Scratch scratch;
  const auto shop = small_shop(scratch);
  const int size = std::stoi(cell(shop, "SELECT length(columns) FROM segments WHERE first_event = 0"));
  REQUIRE(size > 20);
  run_sql(shop, "CREATE TABLE kept AS SELECT columns FROM segments WHERE first_event = 0");
  for (int at = 1; at <= size; ++at) {
    const std::string position = std::to_string(at);
    // The byte becomes 5a, or 5b if it was 5a.
    run_sql(shop, "UPDATE segments SET columns = (SELECT CAST(substr(columns, 1, " + position +
                      " - 1) || CASE WHEN substr(columns, " + position +
                      ", 1) = x'5a' THEN x'5b' ELSE x'5a' END || substr(columns, " + position +
                      " + 1) AS BLOB) FROM kept) WHERE first_event = 0");
    CAPTURE(at);
    CHECK(read_error(shop).code == ErrorCode::bad_format);
  }
}

TEST_CASE(
    "a missing block, one with too few events, or one with unknown products is refused in spite of valid checksums") {
  const Scratch scratch;
  const auto shop = small_shop(scratch);
  SECTION("a missing block") { run_sql(shop, "DELETE FROM segments WHERE first_event = 0"); }
  SECTION("too few events") { run_sql(shop, "UPDATE segments SET event_count = 2 WHERE first_event = 1"); }
  SECTION("unknown products") { run_sql(shop, "DELETE FROM products"); }
  CHECK(read_error(shop).code == ErrorCode::bad_format);
}

TEST_CASE("a changed byte in the event ids is found by verify and by the next import") {
  const Scratch scratch;
  const auto shop = small_shop(scratch);
  run_sql(shop,
          "UPDATE segments SET event_ids = CAST(CASE WHEN substr(event_ids, 1, 1) = x'5a' THEN x'5b' ELSE x'5a' END || "
          "substr(event_ids, 2) AS BLOB) WHERE first_event = 0");
  auto store = Store::open(shop);
  REQUIRE(store);
  CHECK(store->read());  // reading does not use the ids
  const auto verified = store->verify();
  REQUIRE_FALSE(verified);
  CHECK(verified.error().code == ErrorCode::bad_format);
  const auto writer = store->begin();
  REQUIRE_FALSE(writer);
  CHECK(writer.error().code == ErrorCode::bad_format);
}

TEST_CASE("during a write a second writer gets an error that the shop is in use, and readers see the old state") {
  const Scratch scratch;
  const auto shop = small_shop(scratch);
  auto first = Store::open(shop);
  REQUIRE(first);
  auto writer = first->begin();
  REQUIRE(writer);
  add_dated(*writer, 3);
  CHECK(table_in(shop).size() == 2);

  auto second = Store::open(shop);
  REQUIRE(second);
  const auto start = std::chrono::steady_clock::now();
  const auto refused = second->begin();  // waits 5 s first, so that a short import does not fail another
  const auto waited = std::chrono::steady_clock::now() - start;
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::io_error);
  CHECK_THAT(refused.error().message, Catch::Contains("in use"));
  CHECK(waited < std::chrono::seconds(20));

  CHECK(writer->commit());
  CHECK(second->begin());
  CHECK(table_in(shop).size() == 3);
}
