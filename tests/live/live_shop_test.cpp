// An open shop: events, customers, other processes, restarts.
#include <algorithm>
#include <set>
#include <thread>

#include "tests/advisor/open_advisor.hpp"
#include "tests/store/shop_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

const std::string tea_drinker = SmallShop::customer(4), missing_tea = SmallShop::product(SmallShop::withheld(4));

void check_same_items(const Advice& a, const Advice& b) {
  CHECK(ids_of(a) == ids_of(b));
  for (std::size_t at = 0; at < std::min(a.items.size(), b.items.size()); ++at) {
    CHECK(a.items[at].score == Approx(b.items[at].score).epsilon(1e-5).margin(1e-6));
  }
}

}  // namespace

TEST_CASE("a purchase removes the product from the customer's next answer, and so do a return and a hide") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  CHECK(ids_of(advised(advisor, request_for(tea_drinker)))[0] == missing_tea);
  const EventResult bought = record_one(advisor, event_for(tea_drinker, missing_tea));
  CHECK(bought.status == EventStatus::stored);
  CHECK(bought.effect == "history");
  const Advice after = advised(advisor, request_for(tea_drinker));
  CHECK_FALSE(shows(after, missing_tea));
  CHECK(removed_by(after, "purchased") == 6);
  CHECK(record_one(advisor, event_for(tea_drinker, missing_tea, "return")).effect == "demoted");
  const Advice returned = advised(advisor, request_for(tea_drinker));
  CHECK_FALSE(shows(returned, missing_tea));
  CHECK(removed_by(returned, "returned_before") == 1);
  CHECK(record_one(advisor, event_for(tea_drinker, missing_tea, "hide")).effect == "hidden");
  CHECK(removed_by(advised(advisor, request_for(tea_drinker)), "hidden") == 1);
  CHECK(record_one(advisor, event_for(tea_drinker, missing_tea, "view")).effect == "none");
  Event gift = event_for(tea_drinker, SmallShop::product(9));
  gift.recipient_id = "a friend";
  CHECK(record_one(advisor, gift).effect == "gift");
  CHECK(shows(advised(advisor, request_for(tea_drinker)), SmallShop::product(9)));
}

TEST_CASE("an unknown customer becomes known with the first purchase, and products newer than the model come last") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  CHECK_FALSE(advised(advisor, request_for("newcomer")).known);
  record_one(advisor, event_for("newcomer", SmallShop::product(7)));
  record_one(advisor, event_for("newcomer", "sku-new"));  // newer than the model
  const Advice advice = advised(advisor, request_for("newcomer", 4));
  CHECK(advice.known);
  for (const std::string& id : ids_of(advice)) CHECK(id >= SmallShop::product(6));  // coffees
  CHECK_FALSE(shows(advised(advisor, request_for("newcomer")), "sku-new"));
  const auto others = ids_of(advised(advisor, request_for(tea_drinker)));
  CHECK(others.back() == "sku-new");
  CHECK(others.size() == SmallShop::products - 5 + 1);
  CHECK(must(advisor.put_product(product_with("sku-newer", 2))));
  const auto both = ids_of(advised(advisor, request_for(tea_drinker)));
  CHECK(std::vector<std::string>(both.end() - 2, both.end()) == std::vector<std::string>{"sku-newer", "sku-new"});
  CHECK(advised(advisor, request_for(tea_drinker, 1)).items.size() == 1);
  const Advice fresh = advised(advisor, request_for("first seen now", 100));
  CHECK(fresh.items.size() == SmallShop::products + 2);
  AdviceRequest like_new;
  like_new.placement = Placement::similar;
  like_new.product_id = "sku-new";
  like_new.count = 3;
  CHECK(ids_of(advised(advisor, like_new)) ==
        std::vector<std::string>{"sku-newer"});  // only other new products are similar to it
}

TEST_CASE("an event that is sent again is a duplicate, by its id or, without one, by its content") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "popular");
  Event event = event_for("c", SmallShop::product(1));
  event.event_id = "e1";
  CHECK(record_one(advisor, event).status == EventStatus::stored);
  event.quantity = 5;
  CHECK(record_one(advisor, event).status == EventStatus::duplicate);
  Event plain = event_for("c", SmallShop::product(2));
  CHECK(record_one(advisor, plain).status == EventStatus::stored);
  CHECK(record_one(advisor, plain).status == EventStatus::duplicate);
  plain.timestamp = "2011-01-02";
  const std::vector<Event> twice = {plain, plain};
  const auto results = must(advisor.record(twice));
  CHECK(results[0].status == EventStatus::stored);
  CHECK(results[1].status == EventStatus::duplicate);
  // Also after a restart.
  Advisor again = advisor_of(world.shop());
  CHECK(record_one(again, event).status == EventStatus::duplicate);
  CHECK(record_one(again, plain).status == EventStatus::duplicate);
}

TEST_CASE("a bad event in a batch is rejected alone, with its field and the rule") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "popular");
  std::vector<Event> events(9, event_for("c", SmallShop::product(1)));
  for (std::size_t at = 0; at < events.size(); ++at) events[at].event_id = numbered("e", at);
  const std::vector<std::string> fields = {"customer_id", "product_id", "event", "timestamp",
                                           "quantity",    "unit_price", "value", "order_id"};
  events[0].customer_id = "";
  events[1].product_id = "\xc3";
  events[2].kind = "steal";
  events[3].timestamp = "soon";
  events[4].quantity = 0;
  events[5].unit_price = -1;
  events[6].value = std::numeric_limits<double>::infinity();
  events[7].order_id = std::string(2'000, 'o');
  const auto results = must(advisor.record(events));
  for (std::size_t at = 0; at < fields.size(); ++at) {
    CHECK(results[at].status == EventStatus::rejected);
    CHECK(results[at].error.field == fields[at]);
    CHECK_THAT(results[at].error.message, Catch::StartsWith(fields[at]));
    CHECK(results[at].event_id == numbered("e", at));
  }
  CHECK(results[8].status == EventStatus::stored);
  CHECK_THAT(results[2].error.message, Contains("purchase"));
  CHECK(table_in(world.shop()).size() > 0);
  CHECK(must(advisor.customer("c")).products == 1);
}

TEST_CASE("answers after a restart are the same, as every acknowledged event is on disk") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "ease");
  std::vector<Event> events;
  for (std::size_t who = 0; who < SmallShop::customers; ++who) {
    events.push_back(event_for(SmallShop::customer(who), SmallShop::product((who * 5 + 1) % 12)));
    if (who % 3 == 0)
      events.push_back(event_for(SmallShop::customer(who), SmallShop::product((who * 7) % 12), "return"));
    if (who % 4 == 0) events.push_back(event_for(SmallShop::customer(who), SmallShop::product(who % 12), "dislike"));
  }
  for (std::size_t at = 0; at < events.size(); ++at) events[at].timestamp = std::to_string(test_now - 500 + 3 * at);
  must(advisor.record(events));
  must(advisor.put_product(product_with(SmallShop::product(3), 0)));
  must(advisor.merge_customers(SmallShop::customer(1), SmallShop::customer(2)));
  must(advisor.withdraw_product(SmallShop::product(8)));
  const Advisor again = advisor_of(world.shop());
  for (std::size_t who = 0; who < SmallShop::customers; ++who) {
    check_same_items(advised(advisor, request_for(SmallShop::customer(who))),
                     advised(again, request_for(SmallShop::customer(who))));
  }
  CHECK(must(again.customer(SmallShop::customer(1))).merged_into == SmallShop::customer(2));
}

TEST_CASE("merging a guest moves their history, and their later events, to the account") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  record_one(advisor, event_for("guest", SmallShop::product(6)));
  record_one(advisor, event_for("guest", SmallShop::product(7)));
  must(advisor.merge_customers("guest", "account"));
  CHECK(must(advisor.customer("account")).products == 2);
  CHECK(must(advisor.customer("guest")).merged_into == "account");
  check_same_items(advised(advisor, request_for("guest")), advised(advisor, request_for("account")));
  record_one(advisor, event_for("guest", SmallShop::product(8)));
  CHECK(must(advisor.customer("account")).products == 3);
  must(advisor.merge_customers("account", tea_drinker));
  CHECK(must(advisor.customer(tea_drinker)).products == 8);
  CHECK(must(advisor.customer("guest")).merged_into == tea_drinker);
  for (const auto& [guest, account] : {std::pair<std::string, std::string>{"guest", tea_drinker}, {"guest", "guest"}}) {
    const auto cycle = advisor.merge_customers(guest, account);
    REQUIRE_FALSE(cycle);
    CHECK(cycle.error().field == "into");
  }
  CHECK(advisor.merge_customers("never seen", tea_drinker).error().code == ErrorCode::not_found);
  const Advisor again = advisor_of(world.shop());
  CHECK(must(again.customer(tea_drinker)).products == 8);
}

TEST_CASE("an erased customer is in no file of the shop, and other customers keep their events") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "user-knn");
  const std::string erased = "somebody-with-a-name-of-their-own", guest = "guest-of-that-very-person";
  Customer customer;
  customer.customer_id = erased;
  customer.region = "a-region-nobody-else-has";
  CHECK(must(advisor.put_customer(customer)));
  std::vector<Event> events = {event_for(erased, SmallShop::product(2)), event_for(erased, SmallShop::product(3)),
                               event_for(guest, SmallShop::product(4)), event_for("friend", SmallShop::product(5))};
  events[3].recipient_id = erased;
  must(advisor.record(events));
  const auto remind = [&](const std::string& who, const std::string& of, const std::string& recipient) {
    CHECK(must(advisor.put_occasion({who, of, "03-21", "", recipient})));
  };
  remind(erased, "a-day-that-only-they-keep", "");
  remind("friend", "birthday", erased);
  remind("friend", "nowruz", "");
  must(advisor.merge_customers(guest, erased));
  const std::size_t before = table_in(world.shop()).size();
  const Advice other = advised(advisor, request_for(tea_drinker));

  must(advisor.erase_customer(erased));
  CHECK(advisor.customer(erased).error().code == ErrorCode::not_found);
  CHECK(advisor.customer(guest).error().code == ErrorCode::not_found);
  CHECK_FALSE(advised(advisor, request_for(erased)).known);
  CHECK(table_in(world.shop()).size() == before - 3);
  check_same_items(advised(advisor, request_for(tea_drinker)), other);
  for (const char* name : {"events.db", "events.db-wal"}) {
    const auto path = world.shop() / name;
    if (!std::filesystem::exists(path)) continue;
    const std::string bytes = bytes_of(path);
    for (const std::string& word : {erased, guest, customer.region, std::string("a-day-that-only-they-keep")})
      CHECK(bytes.find(word) == std::string::npos);
  }
  CHECK(Store::open(world.shop())->verify());
  CHECK(Store::open(world.shop())->occasion_count().value() == 1);
  const GiftTable gifts = table_in(world.shop()).gifts;
  REQUIRE(gifts.all().size() == 1);
  CHECK(gifts.recipient_of(gifts.all()[0]).empty());
  // The same id may be used again, as a new customer; and the friend's gift still is not a purchase for themselves.
  CHECK(record_one(advisor, events[0]).status == EventStatus::stored);
  CHECK(must(advisor.customer(erased)).products == 1);
  CHECK(must(advisor.customer("friend")).products == 0);
  CHECK(advisor.erase_customer("never seen").error().code == ErrorCode::not_found);
}

TEST_CASE("somebody who was only given something is erased too") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "popular");
  const std::string erased = "a-recipient-who-never-bought", other = "one-who-has-a-day-only";
  Event gift = event_for("friend", SmallShop::product(5));
  gift.recipient_id = erased;
  CHECK(record_one(advisor, gift).effect == "gift");
  CHECK(must(advisor.put_occasion({"friend", "birthday", "03-21", "", other})));
  for (const std::string& who : {erased, other}) {
    must(advisor.erase_customer(who));
    for (const char* name : {"events.db", "events.db-wal"}) {
      const auto path = world.shop() / name;
      if (std::filesystem::exists(path)) CHECK(bytes_of(path).find(who) == std::string::npos);
    }
    CHECK(advisor.erase_customer(who).error().code == ErrorCode::not_found);
  }
}

TEST_CASE("customers are put, patched field by field, and shown with their history") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "popular");
  Customer customer;
  customer.customer_id = tea_drinker;
  customer.language = "fa";
  customer.birthday = "03-21";
  CHECK_FALSE(must(advisor.put_customer(customer)));
  Customer change;
  change.customer_id = tea_drinker;
  change.region = "Yazd";
  const std::vector<std::string> cleared = {"birthday"};
  must(advisor.patch_customer(change, cleared));
  const CustomerProfile profile = must(advisor.customer(tea_drinker));
  CHECK(profile.customer.region == "Yazd");
  CHECK(profile.customer.language == "fa");
  CHECK(profile.customer.birthday.empty());
  CHECK(profile.products == 5);
  CHECK(profile.orders > 1);
  CHECK_THAT(profile.last_purchase, Catch::StartsWith("1972-"));
  CHECK(must(advisor.customer(SmallShop::customer(0))).hidden == std::vector<std::string>{SmallShop::product(11)});
  change.relation = "friend of the house";
  CHECK(advisor.put_customer(change).error().field == "relation");
  CHECK(advisor.patch_customer(change).error().field == "relation");
  const std::vector<std::string> nonsense = {"nonsense"};
  change.relation = "";
  CHECK(advisor.patch_customer(change, nonsense).error().field == "nonsense");
  change.customer_id = "never seen";
  CHECK(advisor.patch_customer(change).error().code == ErrorCode::not_found);
}

TEST_CASE("an import by another process is noticed at the next write or reload, and its rows are not mixed up") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  world.import(world.file("more.csv", "imported,sku-imported,purchase,90000000,\n"));
  record_one(advisor, event_for("live", "sku-live"));
  CHECK(must(advisor.customer("imported")).products == 1);
  CHECK(must(advisor.customer("live")).products == 1);
  world.import(world.file("again.csv", "imported,sku-100,purchase,90000001,\n"));
  must(advisor.reload());
  CHECK(must(advisor.customer("imported")).products == 2);
  const EventTable table = table_in(world.shop());
  CHECK(table.products.find("sku-imported"));
  CHECK(table.products.find("sku-live"));
}

TEST_CASE("a switch to a missing or damaged model is refused, and the old model stays in use") {
  const SmallShop world;
  world.import(world.events());
  const auto none = Advisor::open(world.shop());
  REQUIRE_FALSE(none);
  CHECK(none.error().code == ErrorCode::not_found);
  Advisor advisor = open_advisor(world, "popular");
  const std::string first = advisor.model().id;
  CHECK_FALSE(advisor.switch_model("no-such-model"));
  CHECK(advisor.model().id == first);
  std::filesystem::create_directories(world.shop() / "models" / "broken-1");
  put_bytes(world.shop() / "models" / "broken-1" / "model.json", "{}");
  CHECK_FALSE(advisor.switch_model("broken-1"));
  CHECK(advised(advisor, request_for(tea_drinker, 3)).model_id == first);
  CHECK(record_one(advisor, event_for("c", SmallShop::product(1))).status == EventStatus::stored);
  const std::string second = world.train_shop("item-item").model_id;
  must(advisor.switch_model(second));
  CHECK(advised(advisor, request_for(tea_drinker, 3)).model_id == second);
  CHECK(must(advisor.customer("c")).products == 1);  // live events are kept
  must(advisor.switch_model(first));
  CHECK(advised(advisor, request_for(tea_drinker, 3)).model_id == first);
}
