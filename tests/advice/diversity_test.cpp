#include "engine/advice/diversity.hpp"

#include <set>

#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// Teas and coffees of a category each, and two products for staff.
Advisor shop_with_kinds(const SmallShop& world) {
  Advisor advisor = open_advisor(world, "item-item");
  for (std::size_t at = 0; at < SmallShop::products; ++at) {
    Product product = product_with(SmallShop::product(at));
    product.category = at < 6 ? "Drinks > Tea" : "Drinks > Coffee";
    if (at == 3) product.audience = "internal";
    if (at == 4) product.sponsored = "yes";
    must(advisor.put_product(product));
  }
  return advisor;
}

}  // namespace

TEST_CASE("similarity in kind grows with the common path of categories and with the brand", "[diversity]") {
  LiveProduct tea, other, coffee, saw, nothing;
  tea.category = {"drinks", "tea"};
  tea.brand = "golvand";
  other.category = {"drinks", "tea"};
  coffee.category = {"drinks", "coffee"};
  saw.category = {"tools", "saws"};
  CHECK(similarity_in_kind(tea, tea) == Approx(1));
  CHECK(similarity_in_kind(tea, other) == Approx(0.8));
  CHECK(similarity_in_kind(tea, coffee) == Approx(0.4));
  CHECK(similarity_in_kind(tea, saw) == 0);
  CHECK(similarity_in_kind(nothing, nothing) == 0);
}

TEST_CASE("with diversity a list mixes kinds, keeps its first product and its length, and without it nothing changes",
          "[diversity]") {
  const SmallShop world;
  const Advisor advisor = shop_with_kinds(world);
  AdviceRequest request;
  request.history = {SmallShop::product(0)};
  request.count = 3;
  const auto plain = ids_of(advised(advisor, request));
  const auto is_tea = [](const std::string& id) { return id < SmallShop::product(6); };
  CHECK(std::all_of(plain.begin(), plain.end(), is_tea));
  request.diversity = 0;
  CHECK(ids_of(advised(advisor, request)) == plain);
  request.diversity = 0.9;
  const Advice mixed = advised(advisor, request);
  const auto ids = ids_of(mixed);
  REQUIRE(ids.size() == 3);
  CHECK(ids.front() == plain.front());
  CHECK_FALSE(is_tea(ids[1]));
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 3);
  for (const RecommendedItem& item : mixed.items) {
    double sum = 0;
    for (const Reason& reason : item.reasons) sum += reason.amount;
    CHECK(sum == Approx(item.score).margin(1e-5));
  }
  request.count = 100;
  CHECK(advised(advisor, request).items.size() == SmallShop::products - 2);  // without the owned and the staff's
}

TEST_CASE("products for staff are shown to staff only, and sponsored ones say so", "[rules]") {
  const SmallShop world;
  Advisor advisor = shop_with_kinds(world);
  const std::string for_staff = SmallShop::product(3), sponsored = SmallShop::product(4);
  const Advice outside = advised(advisor, request_for("somebody"));
  CHECK_FALSE(shows(outside, for_staff));
  CHECK(removed_by(outside, "not_for_you") == 1);
  for (const RecommendedItem& item : outside.items) CHECK(item.sponsored == (item.product_id == sponsored));
  Customer staff;
  staff.customer_id = "colleague";
  staff.relation = "internal";
  must(advisor.put_customer(staff));
  CHECK(shows(advised(advisor, request_for("colleague")), for_staff));
}

TEST_CASE("a diversity outside 0 to 1 is refused by name", "[diversity][bad input]") {
  const SmallShop world;
  const Advisor advisor = open_advisor(world, "popular");
  for (const double wrong : {-0.1, 1.5, std::nan("")}) {
    AdviceRequest request = request_for("somebody");
    request.diversity = wrong;
    const auto advice = advisor.advise(request);
    REQUIRE_FALSE(advice);
    CHECK(advice.error().field == "diversity");
  }
}
