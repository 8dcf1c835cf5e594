#include "engine/data/histories.hpp"

#include <algorithm>

#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

using Entries = std::vector<Entry>;
using Names = std::vector<std::string>;

std::string fingerprint_of(const EventTable& table) {
  return fingerprint(build_histories(table), table.customers, table.products);
}

}  // namespace

TEST_CASE("a purchase that is returned leaves nothing in the history") {
  const auto history =
      history_of({{.product = "tea"}, {.product = "cup"}, {.product = "tea", .kind = EventKind::return_}});
  CHECK(history.entries == Entries{{"cup"}});
  CHECK(history.counts.returns == 1);
  CHECK(history.counts.matched == 1);
  CHECK(history.counts.purchases_undone == 1);
}

TEST_CASE("a return first undoes purchases of its own order, even if later purchases exist") {
  const auto history = history_of({{.time = 1, .quantity = 2, .order = "A"},
                                   {.time = 2, .quantity = 2, .order = "B"},
                                   {.kind = EventKind::return_, .time = 3, .quantity = 2, .order = "A"}});
  CHECK(history.entries == Entries{{"p", 2, 0}});
  const auto unnamed = history_of({{.time = 1, .quantity = 5, .order = "A"},
                                   {.time = 2, .quantity = 2, .order = "B"},
                                   {.kind = EventKind::return_, .time = 3, .quantity = 2}});
  CHECK(unnamed.entries == Entries{{"p", 5, 0}});  // without an order: the latest purchase
}

TEST_CASE("partial returns that add up to the purchase remove it, in spite of rounding") {
  const auto history = history_of({{.quantity = 0.3},
                                   {.kind = EventKind::return_, .quantity = 0.1},
                                   {.kind = EventKind::return_, .quantity = 0.1},
                                   {.kind = EventKind::return_, .quantity = 0.1}});
  CHECK(history.entries.empty());
  CHECK(history.counts.purchases_undone == 1);
}

TEST_CASE("a return larger than its own order undoes the latest other purchases for the rest") {
  const auto history = history_of({{.time = 1, .quantity = 4, .order = "A"},
                                   {.time = 2, .quantity = 1, .order = "B"},
                                   {.time = 3, .quantity = 3, .order = "C"},
                                   {.kind = EventKind::return_, .time = 4, .quantity = 5, .order = "B"}});
  CHECK(history.entries == Entries{{"p", 3, 0}});  // B and C are gone, and 1 of A
  CHECK(history.counts.matched == 1);
  CHECK(history.counts.purchases_undone == 2);
}

TEST_CASE("a partial return leaves the rest of the purchase") {
  const auto history = history_of({{.quantity = 6}, {.kind = EventKind::return_, .quantity = 2}});
  CHECK(history.entries == Entries{{"p", 4, 0}});
  CHECK(history.counts.matched == 1);
  CHECK(history.counts.purchases_undone == 0);
}

TEST_CASE("a return without a matching purchase is counted and changes nothing") {
  const auto history = history_of({{.product = "cup", .time = 5},
                                   {.product = "tea", .kind = EventKind::return_, .time = 6},    // never bought
                                   {.product = "cup", .kind = EventKind::return_, .time = 4}});  // bought later
  CHECK(history.entries == Entries{{"cup"}});
  CHECK(history.counts.returns == 2);
  CHECK(history.counts.matched == 0);
}

TEST_CASE("one customer's return does not undo another's purchase") {
  const std::vector<TestEvent> events = {
      {.customer = "a"}, {.customer = "b"}, {.customer = "a", .kind = EventKind::return_}};
  CHECK(history_of(events, "a").entries.empty());
  CHECK(history_of(events, "b").entries == Entries{{"p"}});
}

TEST_CASE("a gift stays out of the buyer's history; a purchase whose recipient is the buyer counts") {
  const auto history = history_of({{.product = "toy", .recipient = "niece"}, {.product = "tea", .recipient = "c"}});
  CHECK(history.entries == Entries{{"tea"}});
  CHECK(history.counts.gifts == 1);
}

TEST_CASE("returning a gift does not undo the buyer's own purchase of the same product") {
  const auto history = history_of({{}, {.recipient = "niece"}, {.kind = EventKind::return_, .recipient = "niece"}});
  CHECK(history.entries == Entries{{"p"}});
  CHECK(history.counts.gifts == 1);
}

TEST_CASE("a dislike, a hide or a rating of at most 2 removes the product from the history and hides it") {
  for (const TestEvent& event :
       {TestEvent{.product = "tea", .kind = EventKind::dislike}, TestEvent{.product = "tea", .kind = EventKind::hide},
        TestEvent{.product = "tea", .kind = EventKind::rating, .value = 2}}) {
    const auto history = history_of({{.product = "tea"}, {.product = "cup"}, event, {.product = "tea"}});
    CHECK(history.entries == Entries{{"cup"}});
    CHECK(history.hidden == Names{"tea"});
  }
}

TEST_CASE("a like or a rating of at least 4 of a product not bought is an entry with quantity 0") {
  for (const TestEvent& event : {TestEvent{.product = "tea", .kind = EventKind::like},
                                 TestEvent{.product = "tea", .kind = EventKind::rating, .value = 4}}) {
    CHECK(history_of({event}).entries == Entries{{"tea", 0, 0}});
    CHECK(history_of({{.product = "tea", .quantity = 3}, event}).entries ==
          Entries{{"tea", 3, 0}});  // already bought: no change
    CHECK(history_of({event, event}).entries.size() == 1);
  }
}

TEST_CASE("a product that is liked and then bought is in the history once, as bought") {
  CHECK(history_of({{.kind = EventKind::like, .time = day}, {.time = 3 * day}}).entries == Entries{{"p", 1, 0}});
}

TEST_CASE("a product that was bought, returned and then liked is in the history with quantity 0") {
  CHECK(history_of({{}, {.kind = EventKind::return_}, {.kind = EventKind::like}}).entries == Entries{{"p", 0, 0}});
}

TEST_CASE("a like after a dislike shows the product again") {
  const auto history = history_of({{.kind = EventKind::dislike}, {.kind = EventKind::like}});
  CHECK(history.hidden.empty());
  CHECK(history.entries == Entries{{"p", 0, 0}});
}

TEST_CASE("a rating of 3, or without a value, changes nothing") {
  for (const std::optional<double> value : {std::optional<double>(3), std::optional<double>()}) {
    const auto history = history_of({{.product = "tea"},
                                     {.product = "tea", .kind = EventKind::rating, .value = value},
                                     {.product = "cup", .kind = EventKind::rating, .value = value}});
    CHECK(history.entries == Entries{{"tea"}});
    CHECK(history.hidden.empty());
  }
}

TEST_CASE("views and carts are in the log but not in the history") {
  CHECK(history_of({{.kind = EventKind::view}, {.kind = EventKind::cart}, {.kind = EventKind::complaint}})
            .entries.empty());
}

TEST_CASE("events are sorted by time, whatever their order in the log") {
  const auto history = history_of({{.product = "third", .time = 3 * day},
                                   {.product = "first", .time = day},
                                   {.product = "second", .time = 2 * day},
                                   {.product = "also first", .time = day}});
  CHECK(history.entries == Entries{{"first", 1, 0}, {"also first", 1, 0}, {"second", 1, 1}, {"third", 1, 2}});
}

TEST_CASE("without timestamps, numeric order ids sort the purchases, as numbers and not as text") {
  const auto history = history_of({{.product = "last", .order = "100"},
                                   {.product = "first", .order = "9"},
                                   {.product = "with last", .order = "100"},
                                   {.product = "middle", .order = "10"}});
  CHECK(history.entries == Entries{{"first", 1, 0}, {"middle", 1, 1}, {"last", 1, 2}, {"with last", 1, 2}});
}

TEST_CASE("without timestamps, order ids that are not all numbers leave the log's order unchanged") {
  // To compare some by number and others by position would give no order: 7 < "X" < 5 < 7.
  std::vector<TestEvent> events;
  Entries expected;
  for (std::uint32_t at = 0; at < 60; ++at) {
    const std::string order = at % 3 == 0 ? numbered("X", at) : at % 3 == 1 ? numbered("", 1'000 - at) : "";
    events.push_back({.product = numbered("p", at), .order = order});
    expected.push_back({numbered("p", at), 1, at});
  }
  CHECK(history_of(events).entries == expected);
}

TEST_CASE("a cancellation with an order id of C and a number, without timestamps, undoes the purchase above it") {
  const auto history = history_of({{.product = "tea", .order = "536365"},
                                   {.product = "cup", .order = "536370"},
                                   {.product = "tea", .kind = EventKind::return_, .order = "C536379"}});
  CHECK(history.entries == Entries{{"cup"}});
  CHECK(history.counts.matched == 1);
}

TEST_CASE("without orders the purchases of one UTC day are one basket") {
  const auto history = history_of({{.product = "morning", .time = 10 * day},
                                   {.product = "night", .time = 11 * day - 1},
                                   {.product = "next", .time = 11 * day}});
  CHECK(history.entries == Entries{{"morning", 1, 0}, {"night", 1, 0}, {"next", 1, 1}});
}

TEST_CASE("two orders of one day are two baskets, and purchases without orders and times are one") {
  CHECK(history_of({{.product = "a", .time = day, .order = "A"}, {.product = "b", .time = day + 1, .order = "B"}})
            .entries == Entries{{"a", 1, 0}, {"b", 1, 1}});
  CHECK(history_of({{.product = "a"}, {.product = "b"}}).entries == Entries{{"a", 1, 0}, {"b", 1, 0}});
}

TEST_CASE("baskets are numbered without gaps after one is returned completely") {
  const auto history = history_of({{.product = "a", .time = day},
                                   {.product = "b", .time = 2 * day},
                                   {.product = "c", .time = 3 * day},
                                   {.product = "b", .kind = EventKind::return_, .time = 4 * day}});
  CHECK(history.entries == Entries{{"a", 1, 0}, {"c", 1, 1}});
}

TEST_CASE("staff are marked as internal, and customers beyond the list are not") {
  EventTable table = table_of({{.customer = "clerk"}, {.customer = "guest"}});
  table.internal = {true};
  const Histories histories = build_histories(table);
  CHECK(histories.is_internal(UserId{0}));
  CHECK_FALSE(histories.is_internal(UserId{1}));
}

TEST_CASE("the history of a customer with 100,000 purchases and as many returns is built in linear time") {
  std::vector<TestEvent> events;
  for (int at = 0; at < 100'000; ++at) events.push_back({.product = std::to_string(at)});
  for (int at = 0; at < 100'000; ++at) events.push_back({.product = std::to_string(at), .kind = EventKind::return_});
  events.push_back({.product = "kept"});
  const auto history = history_of(events);  // quadratic time would take ten billion steps
  CHECK(history.entries == Entries{{"kept"}});
  CHECK(history.counts.purchases_undone == 100'000);
}

TEST_CASE("the fingerprint is equal for equal data and differs after any change") {
  const std::vector<TestEvent> events = {{.customer = "a", .product = "tea", .time = day, .quantity = 2, .order = "1"},
                                         {.customer = "a", .product = "cup", .time = 2 * day, .order = "2"},
                                         {.customer = "b", .product = "tea", .kind = EventKind::dislike}};
  const std::string fingerprint = fingerprint_of(table_of(events));
  CHECK(fingerprint.size() == 32);
  CHECK(fingerprint_of(table_of(events)) == fingerprint);
  std::vector<std::vector<TestEvent>> changed(8, events);
  changed[0][0].customer = changed[0][1].customer = numbered("A", 1);
  changed[1][1].product = numbered("mug", 1);
  changed[2][0].time = day + 1;
  changed[3][0].quantity = 3;
  changed[4][1].order = numbered("", 1);
  changed[5][2].kind = EventKind::view;
  changed[6].pop_back();
  changed[7].push_back({.customer = "c", .product = "tea", .kind = EventKind::view});  // one customer more
  std::vector<std::string> seen = {fingerprint};
  for (const auto& other : changed) seen.push_back(fingerprint_of(table_of(other)));
  EventTable staffed = table_of(events);
  staffed.internal = {false, true};
  seen.push_back(fingerprint_of(staffed));
  std::sort(seen.begin(), seen.end());
  CHECK(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
}
