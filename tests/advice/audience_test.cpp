// The audience of a product: the customers who most likely want it, best first.
#include <catch2/catch.hpp>
#include <set>

#include "tests/advisor/open_advisor.hpp"

namespace moshaver {
namespace {

using namespace testing;

AudienceRequest asked(const std::string& product, std::size_t count = 1'000) {
  AudienceRequest request;
  request.product_id = product;
  request.count = count;
  return request;
}

// Everybody agrees to be named.
void agree(Advisor& advisor, const std::string& id, const std::string& consent = "audience") {
  Customer customer;
  customer.customer_id = id;
  customer.consent = consent;
  (void)must(advisor.put_customer(customer));
}
Advisor open_with_consent(const SmallShop& world, const std::string& recipe) {
  Advisor advisor = open_advisor(world, recipe);
  for (std::size_t who = 0; who < SmallShop::customers; ++who) agree(advisor, SmallShop::customer(who));
  return advisor;
}

std::vector<std::string> names(const Audience& audience) {
  std::vector<std::string> ids;
  for (const Audience::Member& member : audience.customers) ids.push_back(member.customer_id);
  return ids;
}

TEST_CASE("customers who lack one product of their taste head its audience, before those of the other taste") {
  const SmallShop world;
  const std::string recipe = GENERATE(as<std::string>{}, "item-item", "ials", "ease");
  CAPTURE(recipe);
  const Advisor advisor = open_with_consent(world, recipe);
  for (std::size_t product = 0; product < SmallShop::products; ++product) {
    std::set<std::string> lacking;
    for (std::size_t who = 0; who < SmallShop::customers; ++who) {
      if (SmallShop::withheld(who) == product) lacking.insert(SmallShop::customer(who));
    }
    if (product == 11) lacking.erase(SmallShop::customer(0));
    const Audience audience = must(advisor.audience(asked(SmallShop::product(product))));
    REQUIRE(audience.customers.size() > lacking.size());
    const auto best = names(audience);
    CHECK(std::set(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(lacking.size())) == lacking);
    for (std::size_t at = 0; at < best.size(); ++at) CHECK(audience.customers[at].rank == at + 1);
    CHECK(audience.scored == audience.considered);
  }
}

TEST_CASE("a customer's score in an audience equals the product's score in that customer's own answer") {
  const SmallShop world;
  const std::string recipe = GENERATE(as<std::string>{}, "item-item", "ials", "repeat", "blend");
  CAPTURE(recipe);
  const Advisor advisor = open_with_consent(world, recipe);
  const std::string product = SmallShop::product(3);
  AudienceRequest request = asked(product);
  request.include_purchased = true;
  const Audience audience = must(advisor.audience(request));
  REQUIRE(audience.customers.size() == SmallShop::customers);
  for (const Audience::Member& member : audience.customers) {
    AdviceRequest own = request_for(member.customer_id);
    own.include_purchased = true;
    for (const RecommendedItem& item : advised(advisor, own).items) {
      if (item.product_id != product) continue;
      CHECK(item.score == Approx(member.score).margin(1e-5));
      CHECK(item.confidence.has_value() == member.confidence.has_value());
      if (item.confidence) CHECK(*item.confidence == Approx(*member.confidence).margin(1e-5));
    }
  }
}

TEST_CASE(
    "an audience leaves out customers who bought or hid the product, and includes customers who came after training") {
  const SmallShop world;
  Advisor advisor = open_with_consent(world, "item-item");
  const std::string product = SmallShop::product(0);
  record_one(advisor, event_for("newcomer", SmallShop::product(1)));
  agree(advisor, "newcomer");
  const std::string lacking = SmallShop::customer(0);  // lacks it
  const auto in_audience = [&](const std::string& customer) {
    const auto best = names(must(advisor.audience(asked(product))));
    return std::find(best.begin(), best.end(), customer) != best.end();
  };
  CHECK(in_audience("newcomer"));
  CHECK(in_audience(lacking));
  CHECK_FALSE(in_audience(SmallShop::customer(2)));  // bought it
  record_one(advisor, event_for(lacking, product));
  CHECK_FALSE(in_audience(lacking));
  record_one(advisor, event_for("newcomer", product, "hide"));
  CHECK_FALSE(in_audience("newcomer"));
}

TEST_CASE("an audience names only customers who agreed to it, from the next request on") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  CHECK(must(advisor.audience(asked(SmallShop::product(0)))).considered == 0);
  agree(advisor, SmallShop::customer(0), "audience");
  agree(advisor, SmallShop::customer(12), "gifts, occasions");
  CHECK(names(must(advisor.audience(asked(SmallShop::product(0))))) ==
        std::vector<std::string>{SmallShop::customer(0)});
  agree(advisor, SmallShop::customer(0), "no");
  CHECK(must(advisor.audience(asked(SmallShop::product(0)))).customers.empty());
}

TEST_CASE("an audience scores at most most_scored customers, those near the product first") {
  const SmallShop world;
  const Advisor advisor = open_with_consent(world, "item-item");
  AudienceRequest request = asked(SmallShop::product(0), 3);
  request.most_scored = 5;
  const Audience audience = must(advisor.audience(request));
  CHECK(audience.scored == 5);
  CHECK(audience.customers.size() == 3);
  CHECK(audience.near <= audience.considered);
  request.most_scored = 0;
  CHECK(advisor.audience(request).error().field == "most_scored");
  request.most_scored = 100'001;
  CHECK(advisor.audience(request).error().field == "most_scored");
  CHECK(advisor.audience(asked(SmallShop::product(0), 0)).error().field == "count");
  CHECK(advisor.audience(asked(SmallShop::product(0), 1'001)).error().field == "count");
  CHECK(advisor.audience(asked("no such product")).error().code == ErrorCode::unknown_item);
  CHECK(advisor.audience(asked("")).error().field == "product_id");
}

}  // namespace
}  // namespace moshaver
