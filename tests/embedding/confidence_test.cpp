#include "engine/embedding/confidence.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace moshaver;

namespace {

constexpr std::uint32_t day = 86'400;

// Product 3 in baskets of days 100 and 110, product 1 twice in one basket of day 120, product 7 undated.
const std::vector<Purchase> history = {{ItemId{7}, 0, 0, 1},
                                       {ItemId{3}, 100 * day, 1, 2},
                                       {ItemId{3}, 110 * day, 2, 1},
                                       {ItemId{1}, 120 * day, 3, 1},
                                       {ItemId{1}, 120 * day, 3, 1}};

}  // namespace

TEST_CASE("without a rule every product has confidence 1, once, sorted by row") {
  const auto items = confident_items(history, 10, {});
  REQUIRE(items.size() == 3);
  CHECK(items[0].item == ItemId{1});
  CHECK(items[1].item == ItemId{3});
  CHECK(items[2].item == ItemId{7});
  for (const WeightedItem& item : items) CHECK(item.weight == 1);
  CHECK(confident_items(history, 4, {}).size() == 2);
  CHECK(confident_items({}, 10, {0.5F, 3}).empty());
}

TEST_CASE("confidence grows with baskets and halves with days before the customer's own last purchase") {
  const auto items = confident_items(history, 10, {0.5F, 20});
  REQUIRE(items.size() == 3);
  CHECK(items[0].weight == Approx(1));                                 // one basket, the last
  CHECK(items[1].weight == Approx(std::sqrt(2.0) * std::exp2(-0.5)));  // two baskets, ten days earlier
  CHECK(items[2].weight == Approx(1));                                 // undated
}

TEST_CASE("an old purchase keeps a confidence above 0, and confidences do not depend on the present time") {
  const std::vector<Purchase> old = {{ItemId{0}, 1, 0, 1}, {ItemId{1}, 40'000 * day, 1, 1}};
  const auto items = confident_items(old, 2, {0, 0.5F});
  CHECK(items[0].weight > 0);
  CHECK(items[0].weight < 1e-9F);
  std::vector<Purchase> later = old;
  for (Purchase& purchase : later) purchase.time += 1'000 * day;
  CHECK(confident_items(later, 2, {0, 0.5F})[0].weight == items[0].weight);
}

TEST_CASE("confidences of all histories equal those computed for each history") {
  Histories histories;
  histories.item_count = 8;
  histories.purchases.assign(history.begin(), history.end());
  histories.offsets = {0, 5, 5};
  const SparseRows rows = confidences(histories, {1, 10});
  CHECK(rows.offsets == std::vector<std::uint64_t>{0, 3, 3});
  CHECK(rows.columns == std::vector<std::uint32_t>{1, 3, 7});
  CHECK(rows.values == std::vector<float>{1, 1, 1});  // two baskets, with half the weight
}
