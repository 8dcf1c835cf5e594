// Builds event tables and histories from short descriptions of events, given in log order.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/event_table.hpp"
#include "engine/data/histories.hpp"

namespace moshaver::testing {

inline constexpr std::uint32_t day = 86'400;

// "p17". Without operator+, for which g++ 12 warns of an overflow that cannot happen (GCC bug 105329).
inline std::string numbered(const char* prefix, std::size_t number) {
  std::string text(prefix);
  text.append(std::to_string(number));
  return text;
}

struct TestEvent {
  std::string customer = "c", product = "p";
  EventKind kind = EventKind::purchase;
  std::optional<std::int64_t> time = {};
  double quantity = 1;
  std::string order = {}, recipient = {};
  std::optional<double> value = {};
};

inline EventTable table_of(const std::vector<TestEvent>& events) {
  EventTable table;
  for (const TestEvent& given : events) {
    EventRecord event;
    event.customer_id = given.customer;
    event.product_id = given.product;
    event.kind = given.kind;
    event.timestamp = given.time;
    event.quantity = given.quantity;
    event.order_id = given.order;
    event.recipient_id = given.recipient;
    event.value = given.value;
    const std::uint32_t user = table.customers.insert(given.customer);
    table.push(user, table.products.insert(given.product), event);
  }
  return table;
}

// One entry of a history, by product id.
struct Entry {
  std::string product;
  float quantity = 1;
  std::uint32_t order = 0;
  bool operator==(const Entry&) const = default;
};
inline std::ostream& operator<<(std::ostream& out, const Entry& entry) {
  return out << entry.product << " x " << entry.quantity << " in basket " << entry.order;
}

struct TestHistory {
  std::vector<Entry> entries;
  std::vector<std::string> hidden;
  ReturnCounts counts;
};

// The history of one customer that the events give.
inline TestHistory history_of(const std::vector<TestEvent>& events, const std::string& customer = "c") {
  const EventTable table = table_of(events);
  TestHistory history;
  const Histories histories = build_histories(table, &history.counts);
  const auto row = table.customers.find(customer);
  REQUIRE(row);
  for (const Purchase& purchase : histories.of(UserId{*row})) {
    history.entries.push_back({std::string(table.products.key(purchase.item.row)), purchase.quantity, purchase.order});
  }
  for (const ItemId item : histories.hidden_of(UserId{*row})) history.hidden.emplace_back(table.products.key(item.row));
  return history;
}

}  // namespace moshaver::testing
