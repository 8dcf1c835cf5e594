// A history built from one customer's events equals the one built from the whole log.
#include "engine/data/customer_events.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "engine/data/histories.hpp"
#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

TEST_CASE("a history rebuilt from one customer's events equals the one built from the whole log") {
  std::mt19937 random(7);
  std::vector<TestEvent> log;
  const EventKind kinds[] = {EventKind::purchase, EventKind::purchase, EventKind::purchase, EventKind::return_,
                             EventKind::like,     EventKind::dislike,  EventKind::hide,     EventKind::rating,
                             EventKind::view,     EventKind::complaint};
  for (int at = 0; at < 3'000; ++at) {
    TestEvent event;
    event.customer = numbered("c", random() % 20);
    event.product = numbered("p", random() % 30);
    event.kind = kinds[random() % std::size(kinds)];
    if (random() % 10 != 0) event.time = (1'000 + random() % 50) * std::int64_t{day};
    event.quantity = static_cast<double>(1 + random() % 3);
    if (random() % 3 == 0) event.order = std::to_string(random() % 40);
    if (random() % 12 == 0) event.recipient = "somebody";
    if (event.kind == EventKind::rating && random() % 5 != 0) event.value = static_cast<double>(1 + random() % 5);
    log.push_back(event);
  }
  const EventTable table = table_of(log);
  const CustomerEvents events(table);
  const Histories histories = build_histories(table);
  std::size_t purchases = 0, hidden = 0;
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    const OneHistory one = build_history(events.of(user));
    const auto all = histories.of(UserId{user});
    const auto all_hidden = histories.hidden_of(UserId{user});
    CHECK(one.purchases == std::vector<Purchase>(all.begin(), all.end()));
    CHECK(one.hidden == std::vector<ItemId>(all_hidden.begin(), all_hidden.end()));
    purchases += all.size();
    hidden += all_hidden.size();
  }
  CHECK(purchases > 100);
  CHECK(hidden > 10);
  CHECK(events.of(histories.user_count()).empty());
  CHECK(build_history({}).purchases.empty());
}

TEST_CASE("a live event becomes the same history event as one of the table, and a gift or a view becomes none") {
  EventRecord event;
  event.customer_id = "c";
  event.product_id = "p";
  event.timestamp = 5;
  event.order_id = "17";
  event.quantity = 2;
  const auto made = history_event(3, event);
  REQUIRE(made);
  CHECK(made->item == 3);
  CHECK(made->time == 5);
  CHECK(made->order == order_key("17"));
  CHECK(made->quantity == 2);
  event.recipient_id = "c";  // bought for oneself: not a gift
  CHECK(history_event(3, event));
  event.recipient_id = "d";
  CHECK_FALSE(history_event(3, event));
  event.recipient_id = "";
  event.kind = EventKind::view;
  CHECK_FALSE(history_event(3, event));
}
