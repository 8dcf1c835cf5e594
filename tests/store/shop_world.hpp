// Shops for tests, and direct access to their database.
#pragma once

#include <catch2/catch.hpp>
#include <filesystem>
#include <string>
#include <string_view>

#include "engine/store/store.hpp"

namespace moshaver::testing {

inline EventRecord event_of(std::string_view customer, std::string_view product) {
  EventRecord event;
  event.customer_id = customer;
  event.product_id = product;
  return event;
}

inline ProductRecord product_of(std::string_view product, std::string_view title) {
  ProductRecord record;
  record.product_id = product;
  record.title = title;
  return record;
}

inline void add_dated(Store::Writer& writer, std::uint32_t time) {
  EventRecord event = event_of("c", "p");
  event.timestamp = time;
  const auto added = writer.add_event(event);
  if (!added || !*added) FAIL("event at " << time << " was not added");
}

// Commits one transaction. Creates the shop if there is none.
template <class Write>
void fill(const std::filesystem::path& shop, const Write& write) {
  auto store = Store::open_or_create(shop);
  REQUIRE(store);
  auto writer = store->begin();
  REQUIRE(writer);
  write(*writer);
  REQUIRE(writer->commit());
}

inline EventTable table_in(const std::filesystem::path& shop) {
  auto store = Store::open(shop);
  REQUIRE(store);
  auto table = store->read();
  REQUIRE(table);
  return std::move(*table);
}

// Runs any SQL on the shop's database.
inline void run_sql(const std::filesystem::path& shop, const std::string& sql) {
  auto connection = sqlite::Connection::open(shop / "events.db", sqlite::Access::read_write);
  REQUIRE(connection);
  const auto done = connection->run(sql.c_str());
  REQUIRE(done);
}

// The first column of the first row, as text.
inline std::string cell(const std::filesystem::path& shop, const std::string& sql) {
  auto connection = sqlite::Connection::open(shop / "events.db", sqlite::Access::read_write);
  REQUIRE(connection);
  auto statement = connection->prepare(sql);
  REQUIRE(statement);
  REQUIRE(statement->step().value());
  return std::string(statement->text(0));
}

}  // namespace moshaver::testing
