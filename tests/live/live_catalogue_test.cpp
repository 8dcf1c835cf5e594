// The catalogue of an open shop: immutable states that share unchanged blocks, and rules as bitmaps.
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

std::shared_ptr<const ItemBitmap> teas(const LiveCatalogue& shop, int* evaluated = nullptr) {
  return shop.where("tea", [evaluated](const LiveProduct& product) {
    if (evaluated != nullptr) ++*evaluated;
    return within_category(product, category_steps("food > TEA"));
  });
}

}  // namespace

TEST_CASE("a change makes a new state and leaves the old one unchanged") {
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

TEST_CASE("new products are appended, also across blocks, and are found by their ids") {
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

TEST_CASE("a rule's bitmap is computed once, and again only after the fields that it reads have changed") {
  const auto shop = catalogue();
  int evaluated = 0;
  CHECK(count_bits(*teas(*shop, &evaluated)) == products / 2);
  CHECK(count_bits(*teas(*shop, &evaluated)) == products / 2);
  CHECK(evaluated == products);
  LiveProduct stocked = product_at(1);
  stocked.stock = 3;
  const auto same = shop->with({{1, stocked}});
  CHECK(count_bits(*teas(*same, &evaluated)) == products / 2);
  CHECK(evaluated == products);
  stocked.category = category_steps("Food > Tea > Green");
  const auto other = same->with({{1, stocked}});
  CHECK(count_bits(*teas(*other, &evaluated)) == products / 2 + 1);
  CHECK(evaluated == 2 * products);
  CHECK(count_bits(*teas(*same, &evaluated)) == products / 2);
  CHECK(evaluated == 2 * products);
}

TEST_CASE("a product is available from available_from, inclusive, until available_until, exclusive") {
  const auto shop = catalogue();
  LiveProduct dated = product_at(5);
  dated.available_from = 1'000;
  dated.available_until = 2'000;
  const auto with_dates = shop->with({{5, dated}});
  // In any order: the bitmap cached for one time must not be used for another.
  for (const std::int64_t now : {1'500, 999, 1'000, 2'000, 1'999, 0, 1'500, 5'000}) {
    CAPTURE(now);
    CHECK(count_bits(*with_dates->not_available_at(now)) == (now >= 1'000 && now < 2'000 ? 0 : 1));
  }
  CHECK(count_bits(*shop->not_available_at(0)) == 0);
}
