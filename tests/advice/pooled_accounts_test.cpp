// Who buys for an organisation is advised by what all its people bought.
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

void employ(Advisor& advisor, const std::string& customer, const std::string& account) {
  Customer record;
  record.customer_id = customer;
  record.account_id = account;
  must(advisor.put_customer(record));
}

}  // namespace

TEST_CASE("a request for an account is answered from the purchases of all its people", "[accounts]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  const std::string new_buyer = "new buyer", tea_drinker = SmallShop::customer(4),
                    coffee_drinker = SmallShop::customer(5);
  employ(advisor, new_buyer, "office");
  AdviceRequest for_office = request_for(new_buyer);
  for_office.context.account_id = "office";
  CHECK_FALSE(advised(advisor, for_office).known);
  employ(advisor, tea_drinker, "office");
  const Advice teas = advised(advisor, for_office);
  CHECK(teas.known);
  CHECK(ids_of(teas).front() == SmallShop::product(SmallShop::withheld(4)));
  CHECK(removed_by(teas, "purchased") == 5);  // what a colleague bought, the office has
  employ(advisor, coffee_drinker, "office");
  CHECK(removed_by(advised(advisor, for_office), "purchased") == 10);
  // Without the account the buyer is advised for themselves.
  CHECK_FALSE(advised(advisor, request_for(new_buyer)).known);
  const auto own = ids_of(advised(advisor, request_for(tea_drinker)));
  CHECK(own.size() == 7);
  // One who left no longer counts, and the same holds after a restart.
  employ(advisor, coffee_drinker, "elsewhere");
  CHECK(removed_by(advised(advisor, for_office), "purchased") == 5);
  Advisor again = advisor_of(world.shop());
  CHECK(removed_by(advised(again, for_office), "purchased") == 5);
}

TEST_CASE("a product that is sold out says when it is back to who asks for others in its place", "[back_on]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  Product product = product_with(SmallShop::product(0), 0);
  product.back_on = "1973-03-09";
  must(advisor.put_product(product));
  AdviceRequest request = of_product(SmallShop::product(0), Placement::similar, 3);
  CHECK(advised(advisor, request).back_on == "1973-03-09");
  product.stock = 5;
  must(advisor.put_product(product));
  CHECK(advised(advisor, request).back_on.empty());
  CHECK(advised(advisor, of_product(SmallShop::product(1), Placement::similar, 3)).back_on.empty());
}
