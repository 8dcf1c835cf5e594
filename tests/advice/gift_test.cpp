// Gifts: advice for a recipient, from their own taste and with their consent, and nothing of it in the buyer's answers.
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
