#include "engine/advice/eligible_products.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <set>

using namespace moshaver;

namespace {

// The plain version: a set of products, and a count for each rule.
struct Plain {
  std::set<std::uint32_t> left;
  std::vector<std::pair<std::string, std::size_t>> removed;

  template <class Bad>
  void remove(const std::string& rule, const Bad& is_bad) {
    const std::size_t count = std::erase_if(left, is_bad);
    if (count == 0) return;
    const auto same = std::find_if(removed.begin(), removed.end(), [&](const auto& one) { return one.first == rule; });
    if (same == removed.end()) {
      removed.emplace_back(rule, count);
    } else {
      same->second += count;
    }
  }
};

void check_same(const EligibleProducts& products, const Plain& plain, std::uint32_t product_count,
                std::uint32_t model_count) {
  for (std::uint32_t row = 0; row < product_count; ++row) {
    CHECK(products.contains(ItemId{row}) == (plain.left.count(row) == 1));
    if (row < model_count) CHECK(products.exclusions().allows(ItemId{row}) == (plain.left.count(row) == 1));
  }
  CHECK_FALSE(products.contains(ItemId{product_count}));
  REQUIRE(products.removed().size() == plain.removed.size());
  for (std::size_t at = 0; at < plain.removed.size(); ++at) {
    CHECK(products.removed()[at].rule == plain.removed[at].first);
    CHECK(products.removed()[at].count == plain.removed[at].second);
  }
}

}  // namespace

TEST_CASE(
    "eligible products equal a plain set after any sequence of rules, each product counted under its first rule") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t product_count = 1 + random() % 200, model_count = 1 + random() % product_count;
    EligibleProducts products(product_count, model_count);
    Plain plain;
    for (std::uint32_t row = 0; row < product_count; ++row) plain.left.insert(row);
    for (int step = 0; step < 6; ++step) {
      const char* rule = std::array{"first", "second", "third"}[random() % 3];
      std::set<std::uint32_t> chosen;
      for (std::uint32_t at = random() % 40; at > 0; --at) chosen.insert(random() % (product_count + 3));
      ItemBitmap bits(word_count(product_count));
      std::vector<ItemId> list;
      for (const std::uint32_t row : chosen) {
        list.push_back(ItemId{row});
        if (row < product_count) set_bit(bits, row, true);
      }
      std::shuffle(list.begin(), list.end(), random);
      const auto is_chosen = [&](std::uint32_t row) { return chosen.count(row) == 1; };
      switch (random() % 3) {
        case 0:
          products.remove(rule, bits);
          plain.remove(rule, is_chosen);
          break;
        case 1:
          products.remove(rule, list);
          plain.remove(rule, is_chosen);
          break;
        default:
          products.keep_only(rule, bits);
          plain.remove(rule, [&](std::uint32_t row) { return !is_chosen(row); });
      }
      products.freeze();
      check_same(products, plain, product_count, model_count);
    }
  }
}

TEST_CASE("a copy shares the bitmap, and removing from it does not change the original") {
  EligibleProducts shared(100, 100);
  ItemBitmap odd(2);
  for (std::uint32_t row = 1; row < 100; row += 2) set_bit(odd, row, true);
  shared.remove("odd", odd);
  shared.freeze();
  EligibleProducts copy = shared;
  copy.remove("purchased", std::vector{ItemId{2}, ItemId{3}});
  CHECK(copy.exclusions().eligible == shared.exclusions().eligible);  // no copy of the bits
  CHECK_FALSE(copy.contains(ItemId{2}));
  CHECK(shared.contains(ItemId{2}));
  copy.keep_only("even", odd);
  copy.freeze();
  CHECK_FALSE(copy.contains(ItemId{4}));
  CHECK(shared.contains(ItemId{4}));
  CHECK(shared.removed().size() == 1);
}
