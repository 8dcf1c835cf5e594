#include "engine/data/gifts.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace moshaver;

namespace {

EventRecord gift_to(std::string_view recipient, EventKind kind = EventKind::purchase,
                    std::optional<double> price = {}) {
  EventRecord event;
  event.customer_id = "buyer";
  event.product_id = "p";
  event.recipient_id = recipient;
  event.kind = kind;
  event.unit_price = price;
  event.timestamp = 1'000;
  return event;
}

}  // namespace

TEST_CASE("gifts are found by their recipient, in the order of the log") {
  GiftTable table;
  table.add(gift_to("b", EventKind::purchase, 5), 0, 7, 0);
  table.add(gift_to("a"), 1, 8, 1);
  table.add(gift_to("b", EventKind::return_), 0, 7, 2);
  table.add(gift_to("b", EventKind::rating), 0, 7, 3);  // not kept
  table.sort();
  CHECK(table.all().size() == 3);
  const auto of_b = table.to("b");
  REQUIRE(of_b.size() == 2);
  CHECK(of_b[0].price == 5);
  CHECK(of_b[0].returned == 0);
  CHECK(of_b[1].returned == 1);
  REQUIRE(table.to("a").size() == 1);
  CHECK(table.to("a")[0].buyer == 1);
  CHECK(std::isnan(table.to("a")[0].price));
  CHECK(table.to("nobody").empty());
}

TEST_CASE("a gift to an erased person keeps no recipient, and nobody finds it by a name") {
  GiftTable table;
  table.add(gift_to(erased_recipient), 0, 7, 0);
  table.sort();
  REQUIRE(table.all().size() == 1);
  CHECK(table.recipient_of(table.all()[0]).empty());
  CHECK(table.to(erased_recipient).empty());
  CHECK(table.recipients().size() == 0);
}
