// Gifts: advice for a recipient, from their own taste and with their consent, and nothing of it in the buyer's answers.
#include <functional>

#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

const std::string tea_drinker = SmallShop::customer(4), coffee_drinker = SmallShop::customer(5);

AdviceRequest gift_for(const std::string& recipient, std::size_t count = 3) {
  AdviceRequest request = request_for(tea_drinker, count);
  request.placement = Placement::gift;
  request.context.recipient_id = recipient;
  return request;
}

void agree(Advisor& advisor, const std::string& id, const std::string& consent) {
  Customer customer;
  customer.customer_id = id;
  customer.consent = consent;
  must(advisor.put_customer(customer));
}

}  // namespace

TEST_CASE("a gift suits the recipient's taste, is nothing that they own, and does not tell what they bought",
          "[gift]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  agree(advisor, coffee_drinker, "gifts");
  const Advice gift = advised(advisor, gift_for(coffee_drinker));
  CHECK(gift.known);
  CHECK(gift.items.front().product_id == SmallShop::product(SmallShop::withheld(5)));
  CHECK(removed_by(gift, "purchased") == 5);
  for (const RecommendedItem& item : gift.items) {
    double shares = 0;
    for (const Reason& reason : item.reasons) {
      CHECK(reason.product_id.empty());
      CHECK(reason.title.empty());
      CHECK(reason.last_bought.empty());
      CHECK(reason.times == 0);
      CHECK_THAT(reason.text, !Contains("ou bought"));
      shares += reason.share;
    }
    if (!item.reasons.empty()) CHECK(shares == Approx(1));
  }
}

TEST_CASE("without the recipient's consent a gift is what is popular, and the answer says that consent is missing",
          "[gift]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  const auto popular = ids_of(advised(advisor, request_for("nobody", 3)));
  for (const char* consent : {"", "no", "audience"}) {
    agree(advisor, coffee_drinker, consent);
    const Advice gift = advised(advisor, gift_for(coffee_drinker));
    CHECK_FALSE(gift.known);
    CHECK(ids_of(gift) == popular);
    REQUIRE_FALSE(gift.next_level_needs.empty());
    CHECK(gift.next_level_needs.front() == "consent");
  }
  agree(advisor, coffee_drinker, "yes");
  CHECK(advised(advisor, gift_for(coffee_drinker)).known);
}

TEST_CASE("a gift costs what who asks pays, by their contract, and goes to where the recipient lives", "[gift]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  Customer buyer, recipient;
  buyer.customer_id = tea_drinker;
  buyer.account_id = "acme";
  recipient.customer_id = coffee_drinker;
  recipient.account_id = "bolt";
  recipient.region = "Shiraz";
  recipient.relation = "internal";
  recipient.consent = "gifts";
  must(advisor.put_customer(buyer));
  must(advisor.put_customer(recipient));
  ContractTerm ours, theirs;
  ours.product_id = SmallShop::product(0);
  ours.price = 7;
  theirs.product_id = SmallShop::product(1);
  must(advisor.put_contract("acme", std::span(&ours, 1)));
  must(advisor.put_contract("bolt", std::span(&theirs, 1)));
  AdviceRequest request = gift_for(coffee_drinker, 100);
  request.customer_id = tea_drinker;
  const Advice gift = advised(advisor, request);
  REQUIRE(ids_of(gift) == std::vector{SmallShop::product(0)});
  CHECK(gift.items[0].price == 7);
  must(advisor.end_contract("acme"));
  Product elsewhere = product_with(SmallShop::product(2)), for_staff = product_with(SmallShop::product(3));
  elsewhere.regions = "Yazd";
  for_staff.audience = "internal";
  must(advisor.put_product(elsewhere));
  must(advisor.put_product(for_staff));
  const Advice open = advised(advisor, request);
  CHECK(removed_by(open, "not_deliverable") == 1);
  CHECK(removed_by(open, "not_for_you") == 1);
}

TEST_CASE("a gift for somebody unknown starts from a few products that they like", "[gift]") {
  const SmallShop world;
  const Advisor advisor = open_advisor(world, "item-item");
  AdviceRequest request;
  request.placement = Placement::gift;
  request.history = {SmallShop::product(7), SmallShop::product(8)};
  request.count = 3;
  for (const std::string& id : ids_of(advised(advisor, request))) CHECK(id >= SmallShop::product(6));  // coffees
}

TEST_CASE("a gift leaves the buyer's own list as it was, bit for bit", "[gift]") {
  const SmallShop world;
  for (const std::string recipe : {"item-item", "ials", "user-knn", "repeat", "blend"}) {
    CAPTURE(recipe);
    Advisor advisor = open_advisor(world, recipe);
    const Advice before = advised(advisor, request_for(tea_drinker));
    Event gift = event_for(tea_drinker, SmallShop::product(9));
    gift.recipient_id = coffee_drinker;
    gift.event_id = recipe;  // an equal event would be a duplicate
    CHECK(record_one(advisor, gift).effect == "gift");
    const Advice after = advised(advisor, request_for(tea_drinker));
    REQUIRE(ids_of(after) == ids_of(before));
    for (std::size_t at = 0; at < before.items.size(); ++at) {
      CHECK(after.items[at].score == before.items[at].score);
      CHECK(after.items[at].confidence == before.items[at].confidence);
    }
  }
}

TEST_CASE("a gift without a recipient, and a recipient of something that is no gift, are refused by name",
          "[gift][bad input]") {
  const SmallShop world;
  const Advisor advisor = open_advisor(world, "popular");
  const auto refused = [&](const AdviceRequest& request) {
    const auto advice = advisor.advise(request);
    REQUIRE_FALSE(advice);
    CHECK(advice.error().code == ErrorCode::invalid_argument);
    return advice.error().field;
  };
  CHECK(refused(gift_for("")) == "context.recipient_id");
  AdviceRequest own = request_for(tea_drinker);
  own.context.recipient_id = coffee_drinker;
  CHECK(refused(own) == "context.recipient_id");
  AdviceRequest both = gift_for(coffee_drinker);
  both.customer_id.clear();
  both.history = {SmallShop::product(7)};
  CHECK(refused(both) == "history");
}

namespace {

Event gift_event(const std::string& buyer, const std::string& recipient, std::size_t product, double price = 0,
                 const std::string& kind = "purchase") {
  static int serial = 0;
  Event event = event_for(buyer, SmallShop::product(product), kind);
  event.recipient_id = recipient;
  event.event_id = "gift-" + std::to_string(++serial);
  event.timestamp = "1972-12-0" + std::to_string(1 + serial % 9);
  if (price > 0) event.unit_price = price;
  return event;
}

void give(Advisor& advisor, const Event& event) { CHECK(record_one(advisor, event).status == EventStatus::stored); }

void set_prices(Advisor& advisor) {
  for (std::size_t at = 0; at < SmallShop::products; ++at) {
    Product product = product_with(SmallShop::product(at), 5);
    product.price = 10.0 * static_cast<double>(at + 1);
    (void)must(advisor.put_product(product));
  }
}

}  // namespace

TEST_CASE("gifts tell the recipient's taste: those of the buyer always, those of others with consent", "[gift]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  const std::string friend_of = "somebody new";
  const auto popular = ids_of(advised(advisor, request_for("nobody", 3)));
  give(advisor, gift_event(coffee_drinker, friend_of, 7));
  // The buyer did not give it, and the recipient did not agree.
  Advice gift = advised(advisor, gift_for(friend_of));
  CHECK_FALSE(gift.known);
  CHECK(ids_of(gift) == popular);
  agree(advisor, friend_of, "gifts");
  gift = advised(advisor, gift_for(friend_of));
  CHECK(gift.known);
  for (const RecommendedItem& item : gift.items) {
    CHECK(item.product_id >= SmallShop::product(6));  // coffees
    for (const Reason& reason : item.reasons) CHECK(reason.product_id.empty());
  }
  CHECK_FALSE(shows(gift, SmallShop::product(7)));
  CHECK(removed_by(gift, "given_before") == 1);
  agree(advisor, friend_of, "no");
  give(advisor, gift_event(tea_drinker, friend_of, 8));
  gift = advised(advisor, gift_for(friend_of));
  CHECK(gift.known);
  CHECK(gift.next_level_needs.front() == "consent");
  CHECK(removed_by(gift, "given_before") == 1);
  CHECK_FALSE(shows(gift, SmallShop::product(8)));
  bool told = false;
  for (const RecommendedItem& item : gift.items) {
    for (const Reason& reason : item.reasons) {
      told |= reason.product_id == SmallShop::product(8) && reason.text.find("you gave them") == 0;
      CHECK(reason.product_id != SmallShop::product(7));
    }
  }
  CHECK(told);
  // A return takes the gift back.
  give(advisor, gift_event(tea_drinker, friend_of, 8, 0, "return"));
  CHECK_FALSE(advised(advisor, gift_for(friend_of)).known);
}

TEST_CASE("gifts are the same after the shop is opened again, with and without a snapshot", "[gift]") {
  const SmallShop world;
  world.train_shop("item-item");
  AdvisorOptions options;
  options.clock = [] { return test_now; };
  const auto ask = [&](std::uint64_t snapshot_events, const std::function<void(Advisor&)>& before) {
    options.snapshot_events = snapshot_events;
    Advisor advisor = must(Advisor::open(world.shop(), options));
    before(advisor);
    const Advice gift = advised(advisor, gift_for("somebody new"));
    CHECK(gift.known);
    CHECK(removed_by(gift, "given_before") == 2);
    return ids_of(gift);
  };
  const auto first = ask(0, [&](Advisor& advisor) {
    give(advisor, gift_event(tea_drinker, "somebody new", 7));
    give(advisor, gift_event("guest", "somebody new", 8));
    must(advisor.merge_customers("guest", tea_drinker));
  });
  CHECK(ask(1, [](Advisor&) {}) == first);
  const auto leave_snapshot = [](Advisor& advisor) { give(advisor, gift_event("other", "another", 2)); };
  CHECK(ask(1, leave_snapshot) == first);  // writes a snapshot when it ends
  CHECK(std::filesystem::exists(world.shop() / "snapshot" / "state"));
  CHECK(ask(0, [](Advisor&) {}) == first);
}

TEST_CASE("somebody of whom nothing is known gets what is given most, once it is given often", "[gift]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  for (int at = 0; at < 2; ++at) give(advisor, gift_event("giver", "r" + std::to_string(at), 9));
  const auto popular = ids_of(advised(advisor, request_for("nobody", 3)));
  CHECK(ids_of(advised(advisor, gift_for("nobody"))) == popular);
  for (int at = 2; at < 4; ++at) give(advisor, gift_event("giver", "r" + std::to_string(at), 9));
  const Advice gift = advised(advisor, gift_for("nobody"));
  CHECK_FALSE(gift.known);
  CHECK(gift.items.front().product_id == SmallShop::product(9));
  CHECK(gift.items.size() == 3);
  REQUIRE_FALSE(gift.items.front().reasons.empty());
  CHECK(gift.items.front().reasons.front().text == "popular as a gift");
}

TEST_CASE("nothing above twice the buyer's dearest gift is recommended, unless the request has a budget", "[gift]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  set_prices(advisor);  // 10 to 120
  give(advisor, gift_event(tea_drinker, "a", 0, 20));
  give(advisor, gift_event(tea_drinker, "b", 0, 25));
  give(advisor, gift_event(tea_drinker, "c", 0));
  CHECK(removed_by(advised(advisor, gift_for("new", 12)), "above_usual_gifts") == 0);  // two prices are too few
  give(advisor, gift_event(tea_drinker, "d", 0, 15));
  const Advice gift = advised(advisor, gift_for("new", 12));
  CHECK(gift.items.size() == 5);
  CHECK(removed_by(gift, "above_usual_gifts") == 7);
  for (const RecommendedItem& item : gift.items) CHECK(*item.price <= 50);
  AdviceRequest rich = gift_for("new", 12);
  rich.context.budget = 100;
  const Advice dear = advised(advisor, rich);
  CHECK(dear.items.size() == 10);
  CHECK(removed_by(dear, "over_budget") == 2);
  CHECK(removed_by(dear, "above_usual_gifts") == 0);
  // Neither another buyer nor the buyer's own list is concerned.
  AdviceRequest other = gift_for("new", 12);
  other.customer_id = coffee_drinker;
  CHECK(advised(advisor, other).items.size() == 12);
  CHECK(removed_by(advised(advisor, request_for(tea_drinker)), "above_usual_gifts") == 0);
}

TEST_CASE("many gifts leave the buyer's own list as it was, bit for bit", "[gift]") {
  const SmallShop world;
  for (const std::string recipe : {"item-item", "blend"}) {
    CAPTURE(recipe);
    Advisor advisor = open_advisor(world, recipe);
    set_prices(advisor);
    const Advice before = advised(advisor, request_for(tea_drinker));
    for (std::size_t at = 0; at < SmallShop::products; ++at)
      give(advisor, gift_event(tea_drinker, coffee_drinker, at, 1));
    const Advice after = advised(advisor, request_for(tea_drinker));
    REQUIRE(ids_of(after) == ids_of(before));
    for (std::size_t at = 0; at < before.items.size(); ++at) {
      CHECK(after.items[at].score == before.items[at].score);
      CHECK(after.items[at].confidence == before.items[at].confidence);
    }
  }
}

TEST_CASE("what people buy for themselves alone is no gift, and the same after the shop is opened again", "[gift]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  agree(advisor, coffee_drinker, "gifts");
  for (std::size_t at = 0; at < SmallShop::products; ++at) {
    Product product = product_with(SmallShop::product(at));
    product.category = at < 6 ? "Tea" : "Coffee";
    must(advisor.put_product(product));
  }
  const auto score_of_coffee = [&](const Advisor& asked) {
    const Advice gift = advised(asked, gift_for(coffee_drinker));
    for (const RecommendedItem& item : gift.items) {
      if (item.product_id == SmallShop::product(SmallShop::withheld(5))) return item.score;
    }
    return 0.0;
  };
  const double before = score_of_coffee(advisor);
  REQUIRE(before > 0);
  for (int at = 0; at < 30; ++at) {
    Event gift = event_for("a friend", SmallShop::product(at % 6));
    gift.recipient_id = "another friend";
    gift.event_id = "gift " + std::to_string(at);
    record_one(advisor, gift);
  }
  const double after = score_of_coffee(advisor);
  CHECK(after < before / 2);
  CHECK(score_of_coffee(advisor_of(world.shop())) == Approx(after));
}
