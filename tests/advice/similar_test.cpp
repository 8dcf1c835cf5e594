// What is shown as similar to a product, from the model and from the shop as it is now.
#include <set>

#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

bool is_tea(const std::string& id) { return id < SmallShop::product(6) || id == "new-tea" || id == "newest-tea"; }

// Teas and coffees that the model knows, and two teas and a coffee that are newer.
Advisor shop_with_new_products(const SmallShop& world) {
  Advisor advisor = open_advisor(world, "item-item");
  const auto put = [&](const std::string& id, const char* category, const char* title) {
    Product product = product_with(id);
    product.category = category;
    product.title = title;
    must(advisor.put_product(product));
  };
  for (std::size_t at = 0; at < SmallShop::products; ++at) {
    const bool of_tea = at < 6;
    put(SmallShop::product(at), of_tea ? "Drinks > Tea" : "Drinks > Coffee", of_tea ? "Black tea" : "Dark roast");
  }
  put("new-tea", "Drinks > Tea", "Black tea");
  put("new-coffee", "Drinks > Coffee", "Dark roast");
  put("newest-tea", "Drinks > Tea", "White tea");
  return advisor;
}

}  // namespace

TEST_CASE("the neighbours of a tea are teas, the newer ones too, before any coffee", "[similar]") {
  const SmallShop world;
  const Advisor advisor = shop_with_new_products(world);
  const auto ids = ids_of(advised(advisor, of_product(SmallShop::product(1), Placement::similar, 7)));
  REQUIRE(ids.size() == 7);
  CHECK(std::all_of(ids.begin(), ids.end(), is_tea));
  CHECK(std::find(ids.begin(), ids.end(), "new-tea") != ids.end());
  CHECK(std::find(ids.begin(), ids.end(), SmallShop::product(1)) == ids.end());
}

TEST_CASE("a product newer than the model has the products of its category as neighbours, the most alike first",
          "[similar]") {
  const SmallShop world;
  const Advisor advisor = shop_with_new_products(world);
  const Advice advice = advised(advisor, of_product("newest-tea", Placement::similar, 7));
  const auto ids = ids_of(advice);
  REQUIRE(ids.size() == 7);
  CHECK(std::all_of(ids.begin(), ids.end(), is_tea));
  for (std::size_t at = 1; at < advice.items.size(); ++at) CHECK(advice.items[at].score <= advice.items[at - 1].score);
  const auto like_new = ids_of(advised(advisor, of_product("new-coffee", Placement::similar, 6)));
  CHECK(std::none_of(like_new.begin(), like_new.end(), is_tea));
}

TEST_CASE("similar products obey the rules, and are as many as asked for", "[similar]") {
  const SmallShop world;
  Advisor advisor = shop_with_new_products(world);
  must(advisor.put_product(product_with(SmallShop::product(2), 0)));
  AdviceRequest request = of_product(SmallShop::product(1), Placement::similar, 100);
  request.filters.exclude = {"new-tea"};
  const auto ids = ids_of(advised(advisor, request));
  CHECK(ids.size() == SmallShop::products + 3 - 3);  // without itself, the sold out and the excluded
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
  CHECK(std::find(ids.begin(), ids.end(), SmallShop::product(2)) == ids.end());
  CHECK(std::find(ids.begin(), ids.end(), "new-tea") == ids.end());
}
