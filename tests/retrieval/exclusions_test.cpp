#include "engine/retrieval/exclusions.hpp"

#include <catch2/catch.hpp>
#include <vector>

using moshaver::EligibleItems;
using moshaver::Exclusions;
using moshaver::ItemId;

TEST_CASE("a set of eligible items counts its members after any changes") {
  EligibleItems items(130, true);
  CHECK(items.count() == 130);
  items.set(ItemId{129}, false);
  items.set(ItemId{129}, false);
  items.set(ItemId{5}, true);
  CHECK(items.count() == 129);
  CHECK_FALSE(items.contains(ItemId{129}));
  CHECK(items.contains(ItemId{128}));
  CHECK(EligibleItems(130, false).count() == 0);
  CHECK(EligibleItems(0, true).count() == 0);
}

TEST_CASE("bits past the last item are zero") {
  for (const std::size_t count : {1, 63, 64, 65, 128}) {
    const EligibleItems items(count, true);
    std::size_t bits = 0;
    for (const auto word : items.words()) bits += static_cast<std::size_t>(std::popcount(word));
    CHECK(bits == count);
  }
}

TEST_CASE("an item is allowed if it is eligible and not in the customer's list") {
  EligibleItems eligible(10, true);
  eligible.set(ItemId{2}, false);
  const std::vector<ItemId> history = {{1}, {2}, {9}, {10}, {700}};  // the last two are not in the catalogue
  const Exclusions exclusions{.items = history, .eligible = &eligible};
  CHECK(exclusions.allows(ItemId{0}));
  CHECK_FALSE(exclusions.allows(ItemId{1}));
  CHECK_FALSE(exclusions.allows(ItemId{2}));
  CHECK(exclusions.allowed_count(10) == 7);
  CHECK(Exclusions{.items = history}.allowed_count(10) == 7);
  CHECK(Exclusions{}.allowed_count(10) == 10);
}
