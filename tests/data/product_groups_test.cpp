#include "engine/data/product_groups.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;

namespace {

ProductGroups groups_from(const std::vector<std::uint32_t>& parents) {
  return {static_cast<std::uint32_t>(parents.size()), [&](std::uint32_t row) { return parents[row]; }};
}

std::vector<std::uint32_t> rows(const std::vector<ItemId>& items) {
  std::vector<std::uint32_t> rows;
  for (const ItemId item : items) rows.push_back(item.row);
  return rows;
}

}  // namespace

TEST_CASE("variants and variants of variants have one head, and other products are alone") {
  const ProductGroups groups = groups_from({0, 0, 1, 3, 0});
  CHECK_FALSE(groups.empty());
  for (const std::uint32_t row : {0U, 1U, 2U, 4U}) CHECK(groups.head(ItemId{row}).row == 0);
  CHECK(groups.head(ItemId{3}).row == 3);
  CHECK(groups.head(ItemId{99}).row == 99);
  CHECK(rows(groups.with_variants(ItemId{2})) == std::vector<std::uint32_t>{0, 1, 2, 4});
  CHECK(rows(groups.with_variants(ItemId{3})) == std::vector<std::uint32_t>{3});
  REQUIRE(groups.heads().size() == 1);
  CHECK(groups.variants(0).size() == 3);
}

TEST_CASE("without variants there are no groups, and products in a ring are alone") {
  CHECK(groups_from({0, 1, 2}).empty());
  const ProductGroups ring = groups_from({1, 0, 2});
  CHECK(ring.empty());
  CHECK(ring.head(ItemId{0}).row == 0);
}

TEST_CASE("in grouped histories, sessions and attributes the head stands for its variants") {
  const ProductGroups groups = groups_from({0, 0, 2, 2});
  Histories histories;
  histories.item_count = 4;
  histories.purchases.push_back({ItemId{1}, 10, 0, 1});
  histories.purchases.push_back({ItemId{3}, 20, 1, 2});
  histories.offsets.push_back(2);
  histories.hidden = {ItemId{2}, ItemId{3}};
  histories.hidden_offsets.push_back(2);
  group(groups, histories);
  CHECK(histories.purchases[0] == Purchase{ItemId{0}, 10, 0, 1});
  CHECK(histories.purchases[1] == Purchase{ItemId{2}, 20, 1, 2});
  CHECK(rows({histories.hidden.begin(), histories.hidden.end()}) == std::vector<std::uint32_t>{2});

  SparseRows sessions;
  sessions.columns = {0, 1, 3};
  sessions.values = {1, 1, 1};
  sessions.offsets = {0, 3};
  group_columns(groups, sessions);
  CHECK(sessions.columns == std::vector<std::uint32_t>{0, 2});
  CHECK(sessions.values.size() == 2);

  Catalogue catalogue;
  ProductAttributes named, small;
  named.title = "Shirt";
  small.title = "Shirt, S";
  small.category = "Clothes";
  small.variant_of = "shirt";
  catalogue.put(0, named);
  catalogue.put(1, small);
  group(groups, catalogue);
  CHECK(catalogue.of(ItemId{0}).title == "Shirt");
  CHECK(catalogue.of(ItemId{0}).category == "Clothes");
  CHECK(catalogue.of(ItemId{1}).empty());
}
