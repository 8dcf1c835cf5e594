// The catalogue of an open shop: states that share what did not change, and rules as bits.
#include "engine/live/live_catalogue.hpp"

#include <catch2/catch.hpp>

#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

constexpr std::uint32_t products = 1'300;  // three blocks

LiveProduct product_at(std::uint32_t row) {
  ProductRecord record;
  const std::string id = numbered("p", row);
  record.product_id = id;
  record.category = row % 2 == 0 ? "Food > Tea" : "Books";
  return live_product(record, false);
}

std::shared_ptr<const LiveCatalogue> catalogue() {
  auto keys = std::make_shared<KeyMap>();
  std::vector<LiveProduct> all;
  for (std::uint32_t row = 0; row < products; ++row) {
    keys->insert(numbered("p", row));
    all.push_back(product_at(row));
  }
  return std::make_shared<const LiveCatalogue>(keys, std::move(all));
}

std::shared_ptr<const ItemBitmap> teas(const LiveCatalogue& shop, int* asked = nullptr) {
  return shop.where("tea", [asked](const LiveProduct& product) {
    if (asked != nullptr) ++*asked;
    return within_category(product, category_steps("food > TEA"));
  });
}

}  // namespace

TEST_CASE("a change is in the new state, and the old one is as it was") {
  const auto before = catalogue();
  LiveProduct sold_out = product_at(700);
  sold_out.stock = 0;
  sold_out.title = "new";
  const auto after = before->with({{700, sold_out}});
  CHECK(before->of(ItemId{700}).title.empty());
  CHECK_FALSE(has_bit(before->out_of_stock(), 700));
  CHECK(after->of(ItemId{700}).title == "new");
  CHECK(count_bits(after->out_of_stock()) == 1);
  CHECK(has_bit(after->out_of_stock(), 700));
  CHECK(&before->of(ItemId{3}) == &after->of(ItemId{3}));  // shared
  sold_out.stock = 1;
  CHECK(count_bits(after->with({{700, sold_out}})->out_of_stock()) == 0);
}

TEST_CASE("new products come behind the others, over the bounds of blocks, and are found by their ids") {
  auto shop = catalogue();
  for (std::uint32_t row = products; row < products + 600; row += 2) {
    shop = shop->with({{row + 1, product_at(row + 1)}, {row, product_at(row)}});  // in any order
  }
  CHECK(shop->size() == products + 600);
  for (const std::uint32_t row : {0U, 511U, 512U, products - 1, products, products + 599}) {
    REQUIRE(shop->find(numbered("p", row)));
    CHECK(shop->find(numbered("p", row))->row == row);
    CHECK(shop->of(ItemId{row}).product_id == numbered("p", row));
  }
  CHECK_FALSE(shop->find(numbered("p", products + 600)));
  CHECK(count_bits(*teas(*shop)) == (products + 600) / 2);
}

TEST_CASE("a rule is worked out once, and again only when what it looks at has changed") {
  const auto shop = catalogue();
  int asked = 0;
  CHECK(count_bits(*teas(*shop, &asked)) == products / 2);
  CHECK(count_bits(*teas(*shop, &asked)) == products / 2);
  CHECK(asked == products);
  LiveProduct stocked = product_at(1);
  stocked.stock = 3;
  const auto same = shop->with({{1, stocked}});
  CHECK(count_bits(*teas(*same, &asked)) == products / 2);
  CHECK(asked == products);
  stocked.category = category_steps("Food > Tea > Green");
  const auto other = same->with({{1, stocked}});
  CHECK(count_bits(*teas(*other, &asked)) == products / 2 + 1);
  CHECK(asked == 2 * products);
  CHECK(count_bits(*teas(*same, &asked)) == products / 2);
  CHECK(asked == 2 * products);
}

TEST_CASE("dates hold from their first second and end before their last") {
  const auto shop = catalogue();
  LiveProduct dated = product_at(5);
  dated.available_from = 1'000;
  dated.available_until = 2'000;
  const auto with_dates = shop->with({{5, dated}});
  // Asked in any order: what is remembered for one time must not answer for another.
  for (const std::int64_t now : {1'500, 999, 1'000, 2'000, 1'999, 0, 1'500, 5'000}) {
    CAPTURE(now);
    CHECK(count_bits(*with_dates->not_available_at(now)) == (now >= 1'000 && now < 2'000 ? 0 : 1));
  }
  CHECK(count_bits(*shop->not_available_at(0)) == 0);
}
