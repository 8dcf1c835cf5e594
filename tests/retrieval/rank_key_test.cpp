#include "engine/retrieval/rank_key.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <vector>

using namespace moshaver;

TEST_CASE("rank keys sort like answers, and convert back to their items") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float tiny = std::numeric_limits<float>::denorm_min();
  const std::vector<float> scores = {infinity, 1e30F, 2, 1, tiny, 0, -tiny, -1, -2, -1e30F, -infinity};
  std::vector<ScoredItem> items;
  for (const float score : scores) {
    for (const std::uint32_t row : {0U, 1U, 7U, 0x80000000U, 0xFFFFFFFFU}) items.push_back({ItemId{row}, score});
  }
  for (const ScoredItem& a : items) {
    CHECK(ranked(rank_key(a)) == a);
    for (const ScoredItem& b : items) CHECK((rank_key(a) < rank_key(b)) == ranks_before(a, b));
  }
  CHECK(rank_key({ItemId{3}, -0.0F}) == rank_key({ItemId{3}, 0.0F}));
}

TEST_CASE("sort_keys sorts any number of keys") {
  std::mt19937_64 random(1);
  for (const std::size_t count : {0, 1, 2, 3, 7, 64, 200, 1'000, 100'000}) {
    std::vector<std::uint64_t> keys(count);
    std::ranges::generate(keys, random);
    std::vector<std::uint64_t> expected = keys;
    std::ranges::sort(expected);
    sort_keys(keys);
    CHECK(keys == expected);
  }
}
