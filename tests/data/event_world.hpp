// Events in a shop's own words, as a table: what a test says happened, in log order.
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

// "p17". Not by operator+, in which g++ 12 sees an overflow that is not there (GCC bug 105329).
inline std::string numbered(const char* prefix, std::size_t number) {
  std::string text(prefix);
  text.append(std::to_string(number));
  return text;
}

struct Told {
  std::string customer = "c", product = "p";
  EventKind kind = EventKind::purchase;
  std::optional<std::int64_t> time = {};
  double quantity = 1;
  std::string order = {}, recipient = {};
  std::optional<double> value = {};
};

inline EventTable table_of(const std::vector<Told>& events) {
  EventTable table;
  for (const Told& told : events) {
    EventRecord event;
    event.customer_id = told.customer;
    event.product_id = told.product;
    event.kind = told.kind;
    event.timestamp = told.time;
    event.quantity = told.quantity;
    event.order_id = told.order;
    event.recipient_id = told.recipient;
    event.value = told.value;
    const std::uint32_t user = table.customers.insert(told.customer);
    table.push(user, table.products.insert(told.product), event);
  }
  return table;
}

// One entry of a history, by the product's own name.
struct Entry {
  std::string product;
  float quantity = 1;
  std::uint32_t order = 0;
  bool operator==(const Entry&) const = default;
};
inline std::ostream& operator<<(std::ostream& out, const Entry& entry) {
  return out << entry.product << " x " << entry.quantity << " in basket " << entry.order;
}

struct ToldHistory {
  std::vector<Entry> entries;
  std::vector<std::string> hidden;
  ReturnCounts counts;
};

// What is left of the events for one customer.
inline ToldHistory history_of(const std::vector<Told>& events, const std::string& customer = "c") {
  const EventTable table = table_of(events);
  ToldHistory told;
  const Histories histories = build_histories(table, &told.counts);
  const auto row = table.customers.find(customer);
  REQUIRE(row);
  for (const Purchase& purchase : histories.of(UserId{*row})) {
    told.entries.push_back({std::string(table.products.key(purchase.item.row)), purchase.quantity, purchase.order});
  }
  for (const ItemId item : histories.hidden_of(UserId{*row})) told.hidden.emplace_back(table.products.key(item.row));
  return told;
}

}  // namespace moshaver::testing
