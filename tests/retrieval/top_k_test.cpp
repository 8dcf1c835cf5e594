#include "engine/retrieval/top_k.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <vector>

using moshaver::ItemId;
using moshaver::ranks_before;
using moshaver::ScoredItem;
using moshaver::TopK;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();

std::vector<ScoredItem> sorted_prefix(std::vector<ScoredItem> items, std::size_t count) {
  std::sort(items.begin(), items.end(), ranks_before);
  items.resize(std::min(count, items.size()));
  return items;
}

std::vector<ScoredItem> kept(const std::vector<ScoredItem>& items, std::size_t count) {
  TopK best(count);
  for (const ScoredItem& item : items) best.push(item);
  return best.take();
}

std::vector<ScoredItem> stream(std::size_t length, int distinct_scores) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> score(0, distinct_scores - 1);
  std::vector<ScoredItem> items;
  for (std::uint32_t i = 0; i < length; ++i) items.push_back({ItemId{i}, static_cast<float>(score(random))});
  return items;
}

}  // namespace

TEST_CASE("top-k equals the first k of a full sort, for any order of arrival") {
  for (const int distinct_scores : {1, 3, 1'000'000}) {
    auto items = stream(3000, distinct_scores);
    for (const std::size_t count : {0, 1, 2, 31, 32, 33, 100, 2999, 3000, 3001, 100'000}) {
      CAPTURE(distinct_scores, count);
      const auto expected = sorted_prefix(items, count);
      CHECK(kept(items, count) == expected);
      std::sort(items.begin(), items.end(), ranks_before);
      CHECK(kept(items, count) == expected);
      std::reverse(items.begin(), items.end());
      CHECK(kept(items, count) == expected);
      std::shuffle(items.begin(), items.end(), std::mt19937(2));
      CHECK(kept(items, count) == expected);
    }
  }
}

TEST_CASE("a top-k of the largest count allocates nothing in advance") {
  TopK best(std::numeric_limits<std::size_t>::max());
  best.push({ItemId{3}, 1});
  best.push({ItemId{1}, 1});
  CHECK(best.take() == std::vector<ScoredItem>{{ItemId{1}, 1}, {ItemId{3}, 1}});
}

TEST_CASE("NaN is never kept, and infinities are ranked as numbers") {
  CHECK(kept({{ItemId{0}, not_a_number}, {ItemId{1}, -infinity}, {ItemId{2}, infinity}, {ItemId{3}, 0}}, 10) ==
        std::vector<ScoredItem>{{ItemId{2}, infinity}, {ItemId{3}, 0}, {ItemId{1}, -infinity}});
  TopK best(2);
  const std::vector<float> block(100, not_a_number);
  best.push_block(block, ItemId{0}, [](ItemId) { return true; });
  CHECK(best.take().empty());
}

TEST_CASE("push_block keeps what single pushes of the allowed items keep") {
  const auto items = stream(1000, 50);
  const auto odd = [](ItemId item) { return item.row % 2 == 1; };
  std::vector<ScoredItem> odd_items;
  for (const ScoredItem& item : items) {
    if (odd(item.item)) odd_items.push_back(item);
  }
  TopK best(40);
  std::vector<float> scores;
  for (std::size_t first = 0; first < items.size(); first += scores.size()) {
    scores.clear();  // blocks of 1, 8, 15, 22 ... scores
    for (std::size_t i = first; i < std::min(first + 1 + 7 * (first % 11), items.size()); ++i) {
      scores.push_back(items[i].score);
    }
    best.push_block(scores, items[first].item, odd);
  }
  CHECK(best.take() == sorted_prefix(odd_items, 40));
}

TEST_CASE("after take, a top-k is empty and can be used again") {
  TopK best(1);
  for (std::uint32_t i = 0; i < 200; ++i) best.push({ItemId{i}, 5});
  CHECK(best.take() == std::vector<ScoredItem>{{ItemId{0}, 5}});
  best.push({ItemId{9}, -1});
  CHECK(best.take() == std::vector<ScoredItem>{{ItemId{9}, -1}});
}
