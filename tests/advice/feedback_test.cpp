// What customers say changes the very next answer, and the reply to the event says how.
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

const std::string tea_drinker = SmallShop::customer(4), missing_tea = SmallShop::product(SmallShop::withheld(4));

std::string effect_of(Advisor& advisor, const std::string& kind, const std::string& product, double value = 0) {
  Event event = event_for(tea_drinker, product, kind);
  if (value != 0) event.value = value;
  return record_one(advisor, event).effect;
}

// Teas and coffees in a category each.
Advisor shop_with_categories(const SmallShop& world) {
  Advisor advisor = open_advisor(world, "item-item");
  for (std::size_t at = 0; at < SmallShop::products; ++at) {
    Product product = product_with(SmallShop::product(at));
    product.category = at < 6 ? "Drinks > Tea" : "Drinks > Coffee";
    must(advisor.put_product(product));
  }
  return advisor;
}

}  // namespace

TEST_CASE("a complaint pauses what is of the product's category, until it is resolved", "[feedback]") {
  const SmallShop world;
  Advisor advisor = shop_with_categories(world);
  const auto before = ids_of(advised(advisor, request_for(tea_drinker)));
  CHECK(before.front() == missing_tea);
  CHECK(effect_of(advisor, "complaint", SmallShop::product(0)) == "promotion_paused");
  const Advice paused = advised(advisor, request_for(tea_drinker));
  CHECK(removed_by(paused, "complaint_open") == 6);
  CHECK(paused.items.size() == 6);
  for (const std::string& id : ids_of(paused)) CHECK(id >= SmallShop::product(6));
  CHECK(effect_of(advisor, "resolve", SmallShop::product(1)) == "none");
  CHECK(effect_of(advisor, "resolve", SmallShop::product(0)) == "promotion_resumed");
  CHECK(ids_of(advised(advisor, request_for(tea_drinker))) == before);
  // Other customers were never affected.
  CHECK(removed_by(advised(advisor, request_for(SmallShop::customer(6))), "complaint_open") == 0);
}

TEST_CASE("the reply to an event says what it changed", "[feedback]") {
  const SmallShop world;
  Advisor advisor = shop_with_categories(world);
  const EventResult viewed = record_one(advisor, event_for(tea_drinker, missing_tea, "view"));
  CHECK(viewed.effect == "none");
  CHECK(viewed.text == "Noted. Your recommendations stay as they are.");
  CHECK(effect_of(advisor, "cart", missing_tea) == "none");
  CHECK(effect_of(advisor, "shown", missing_tea) == "none");
  CHECK(effect_of(advisor, "question", missing_tea) == "history");
  CHECK(effect_of(advisor, "rating", missing_tea, 3) == "label");
  CHECK(effect_of(advisor, "survey", missing_tea, 4) == "label");
  CHECK(effect_of(advisor, "rating", missing_tea, 5) == "history");
  CHECK(effect_of(advisor, "rating", missing_tea, 1) == "hidden");
  CHECK_FALSE(shows(advised(advisor, request_for(tea_drinker)), missing_tea));
  CHECK(effect_of(advisor, "like", missing_tea) == "shown_again");
  CHECK(shows(advised(advisor, request_for(tea_drinker)), missing_tea));
  CHECK(effect_of(advisor, "purchase", missing_tea) == "history");
  CHECK(effect_of(advisor, "return", missing_tea) == "demoted");
  CHECK_FALSE(shows(advised(advisor, request_for(tea_drinker)), missing_tea));
}

TEST_CASE("a product that was returned, even in part, is not offered until it is bought again", "[feedback]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  Event bought = event_for(tea_drinker, missing_tea);
  bought.quantity = 5;
  record_one(advisor, bought);
  record_one(advisor, event_for(tea_drinker, missing_tea, "return"));
  CHECK(removed_by(advised(advisor, request_for(tea_drinker)), "returned_before") == 1);
  CHECK(removed_by(advised(advisor, request_for(tea_drinker)), "purchased") == 5);
  bought.kind = "return";
  record_one(advisor, bought);
  CHECK(removed_by(advised(advisor, request_for(tea_drinker)), "returned_before") == 1);
  bought.kind = "purchase";
  bought.event_id = "again";  // an equal event would be a duplicate
  record_one(advisor, bought);
  CHECK(removed_by(advised(advisor, request_for(tea_drinker)), "returned_before") == 0);
}

TEST_CASE("a product returned for its size is offered in another size, and not at all if there is none", "[feedback]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  const std::string head = SmallShop::product(7), alone = SmallShop::product(8);
  const auto put_size = [&](const std::string& id, const std::string& size, const std::string& colour) {
    Product product = product_with(id, 5);
    if (id != head) product.variant_of = head;
    product.size = size;
    product.colour = colour;
    must(advisor.put_product(product));
  };
  put_size(head, "M", "red");
  put_size("blue", "m", "blue");
  put_size("large", "L", "red");
  const auto give_back = [&](const std::string& id) {
    Event event = event_for(tea_drinker, id, "return");
    event.reason = "too_small";
    CHECK(record_one(advisor, event).effect == "demoted");
  };
  give_back(head);
  const Advice larger = advised(advisor, request_for(tea_drinker));
  CHECK(shows(larger, "large"));
  CHECK_FALSE(shows(larger, head));
  CHECK(removed_by(larger, "returned_before") == 0);
  must(advisor.withdraw_product("large"));
  const Advice none = advised(advisor, request_for(tea_drinker));
  CHECK_FALSE(shows(none, "blue"));  // the same size in another colour
  CHECK(removed_by(none, "returned_before") == 1);
  give_back(alone);
  CHECK_FALSE(shows(advised(advisor, request_for(tea_drinker)), alone));
}

TEST_CASE("a question about a product shows interest, and does not bring back a hidden one", "[feedback]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  const auto ask = [&](const std::string& customer, const std::string& product, const std::string& kind) {
    record_one(advisor, event_for(customer, product, kind));
  };
  ask("newcomer", SmallShop::product(7), "question");
  const Advice advice = advised(advisor, request_for("newcomer", 3));
  CHECK(advice.known);
  for (const std::string& id : ids_of(advice)) CHECK(id >= SmallShop::product(6));  // coffees
  ask("newcomer", SmallShop::product(8), "hide");
  ask("newcomer", SmallShop::product(8), "question");
  CHECK_FALSE(shows(advised(advisor, request_for("newcomer")), SmallShop::product(8)));
}

TEST_CASE("feedback is the same after the shop is opened again, from the log and from a snapshot", "[feedback]") {
  const SmallShop world;
  Advice paused;
  {
    Advisor advisor = shop_with_categories(world);
    effect_of(advisor, "complaint", SmallShop::product(7));
    effect_of(advisor, "purchase", missing_tea);
    effect_of(advisor, "return", missing_tea);
    paused = advised(advisor, request_for(tea_drinker));
  }
  for (int again = 0; again < 2; ++again) {
    AdvisorOptions options;
    options.clock = [] { return test_now; };
    options.snapshot_events = 1;  // destroying the advisor writes a snapshot, which the second turn opens
    const Advisor advisor = must(Advisor::open(world.shop(), options));
    const Advice now = advised(advisor, request_for(tea_drinker));
    CHECK(ids_of(now) == ids_of(paused));
    CHECK(removed_by(now, "complaint_open") == 6);
    CHECK(removed_by(now, "returned_before") == 1);
  }
}
