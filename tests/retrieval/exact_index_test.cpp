#include "engine/retrieval/exact_index.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <set>
#include <vector>

#include "engine/retrieval/plain_scan.hpp"
#include "tests/linalg/every_target.hpp"
#include "tests/retrieval/hard_worlds.hpp"

using namespace moshaver;

namespace {

struct ReferenceItem {
  std::uint32_t row;
  double score;
  double rounding;  // the largest rounding error of a float score
};

std::vector<ReferenceItem> reference_scores(const FactorMatrix& items, std::span<const float> query) {
  std::vector<ReferenceItem> evaluated;
  for (std::uint32_t row = 0; row < items.rows(); ++row) {
    double score = 0;
    double magnitude = 0;
    for (std::size_t j = 0; j < query.size(); ++j) {
      const double product = static_cast<double>(query[j]) * items.row(row)[j];
      score += product;
      magnitude += std::abs(product);
    }
    evaluated.push_back({row, score, static_cast<double>(query.size() + 20) * 6e-8 * magnitude});
  }
  return evaluated;
}

// Checks that the answer is the best `count` of the reference, up to float rounding.
void check_against_reference(const std::vector<ScoredItem>& answer, const FactorMatrix& items,
                             std::span<const float> query, std::size_t count, const Exclusions& exclusions) {
  const auto evaluated = reference_scores(items, query);
  REQUIRE(answer.size() == std::min(count, exclusions.allowed_count(items.rows())));
  REQUIRE(std::is_sorted(answer.begin(), answer.end(), ranks_before));
  std::set<std::uint32_t> answered;
  double worst = std::numeric_limits<double>::infinity();
  for (const ScoredItem& item : answer) {
    const ReferenceItem& expected = evaluated[item.item.row];
    REQUIRE(std::abs(item.score - expected.score) <= expected.rounding);
    REQUIRE(exclusions.allows(item.item));
    REQUIRE(answered.insert(item.item.row).second);
    worst = std::min(worst, expected.score + expected.rounding);
  }
  for (const ReferenceItem& item : evaluated) {
    if (answered.contains(item.row) || !exclusions.allows(ItemId{item.row})) continue;
    REQUIRE((answer.size() < count || item.score - item.rounding <= worst));
    REQUIRE(!(answer.size() < count));
  }
}

FactorMatrix gaussian(std::size_t rows, std::size_t dim, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  FactorMatrix made(rows, dim);
  for (std::size_t i = 0; i < rows; ++i) {
    for (float& value : made.row(i)) value = normal(random);
  }
  return made;
}

std::vector<Exclusions> repeated(const Exclusions& exclusions, std::size_t count) {
  return std::vector<Exclusions>(count, exclusions);
}

}  // namespace

TEST_CASE("the exact index matches a plain scan in double") {
  for (const std::size_t dim : {1, 7, 63, 64, 65, 200}) {
    for (const std::size_t rows : {1, 63, 64, 65, 1500}) {
      Mixture world = mixture(rows, 3, dim, 1);
      if (rows == 1500) world.items = gaussian(rows, dim, 2);
      const auto index = ExactIndex::build(world.items);
      REQUIRE(index);
      for (const std::size_t count : {1, 20, 100, 5000}) {
        CAPTURE(dim, rows, count);
        const auto batch = index->search_batch(world.queries, count, {});
        for (std::size_t q = 0; q < world.queries.rows(); ++q) {
          const auto query = std::as_const(world.queries).row(q);
          check_against_reference(index->search(query, count, {}), world.items, query, count, {});
          check_against_reference(batch[q], world.items, query, count, {});
        }
      }
    }
  }
}

TEST_CASE("at equal scores the smaller id comes first, in single queries and in batches") {
  FactorMatrix items(3000, 8);  // only three scores, each of a thousand items
  for (std::size_t i = 0; i < items.rows(); ++i) std::ranges::fill(items.row(i), static_cast<float>(i % 3));
  const auto index = ExactIndex::build(items);
  const FactorMatrix queries(2, 8, std::vector<float>(16, 0.5F));
  const auto batch = index->search_batch(queries, 1005, {});
  const auto answer = index->search(queries.row(0), 1005, {});
  CHECK(batch == std::vector{answer, answer});
  REQUIRE(answer.size() == 1005);
  for (std::uint32_t i = 0; i < 1005; ++i) {
    const ScoredItem expected = i < 1000 ? ScoredItem{{3 * i + 2}, 8} : ScoredItem{{3 * (i - 1000) + 1}, 4};
    REQUIRE(answer[i] == expected);
  }
}

TEST_CASE("a query of zeros gets the smallest ids with score 0") {
  const Mixture world = mixture(500, 0, 16, 3);
  const auto answer = ExactIndex::build(world.items)->search(std::vector<float>(16, 0.0F), 3, {});
  CHECK(answer == std::vector<ScoredItem>{{ItemId{0}, 0}, {ItemId{1}, 0}, {ItemId{2}, 0}});
}

TEST_CASE("items with zero vectors and huge norms are ranked correctly") {
  Mixture world = mixture(700, 4, 32, 4);
  for (std::size_t i = 0; i < 700; i += 7) std::ranges::fill(world.items.row(i), 0.0F);
  for (std::size_t i = 1; i < 700; i += 70) {
    for (float& value : world.items.row(i)) value *= 1e16F;
  }
  const auto index = ExactIndex::build(world.items);
  for (std::size_t q = 0; q < 4; ++q) {
    const auto query = std::as_const(world.queries).row(q);
    for (const std::size_t count : {5, 100, 700}) {
      check_against_reference(index->search(query, count, {}), world.items, query, count, {});
    }
  }
}

TEST_CASE("the exact index returns exactly count items whenever that many are eligible, at any share") {
  const Mixture world = mixture(20'000, 4, 24, 5);
  const auto index = ExactIndex::build(world.items);
  for (const double share : {0.5, 0.4, 0.3, 0.06, 0.01, 0.0001}) {
    EligibleItems eligible(20'000, false);
    std::mt19937 random(6);
    while (eligible.count() < static_cast<std::size_t>(share * 20'000)) {
      eligible.set(ItemId{static_cast<std::uint32_t>(random() % 20'000)}, true);
    }
    for (std::size_t q = 0; q < 4; ++q) {
      const auto query = std::as_const(world.queries).row(q);
      std::vector<ItemId> history;  // the best seven eligible items, and one that is not
      if (eligible.count() > 7) {
        for (const ScoredItem& item : index->search(query, 7, {.eligible = &eligible})) history.push_back(item.item);
      }
      history.push_back(ItemId{19'999});
      std::ranges::sort(history);
      history.erase(std::unique(history.begin(), history.end()), history.end());
      const Exclusions exclusions{.items = history, .eligible = &eligible};
      for (const std::size_t count : {1, 2, 20, 300}) {
        CAPTURE(share, q, count);
        check_against_reference(index->search(query, count, exclusions), world.items, query, count, exclusions);
        check_against_reference(index->search_batch(world.queries, count, repeated(exclusions, 4))[q], world.items,
                                query, count, exclusions);
      }
    }
  }
}

TEST_CASE("eligible items in a contiguous range are found") {
  const Mixture world = mixture(1000, 1, 16, 7);
  const auto index = ExactIndex::build(world.items);
  EligibleItems eligible(1000, false);
  for (std::uint32_t i = 190; i < 330; ++i) eligible.set(ItemId{i}, true);
  const Exclusions exclusions{.eligible = &eligible};
  const auto query = world.queries.row(0);
  check_against_reference(index->search(query, 50, exclusions), world.items, query, 50, exclusions);
}

TEST_CASE("each query of a batch has its own exclusions, also in batches of several tiles") {
  const Mixture world = mixture(2500, 300, 16, 8);
  const auto index = ExactIndex::build(world.items);
  EligibleItems few(2500, false);
  for (std::uint32_t i = 0; i < 2500; i += 100) few.set(ItemId{i}, true);
  std::vector<ItemId> history;
  for (std::uint32_t i = 0; i < 1250; ++i) history.push_back(ItemId{2 * i});
  std::vector<Exclusions> exclusions(300);
  for (std::size_t q = 0; q < 300; ++q) {
    if (q % 3 == 1) exclusions[q].items = history;
    if (q % 3 == 2) exclusions[q].eligible = &few;
  }
  const auto batch = index->search_batch(world.queries, 20, exclusions);
  for (std::size_t q = 0; q < 300; ++q) {
    CAPTURE(q);
    check_against_reference(batch[q], world.items, world.queries.row(q), 20, exclusions[q]);
  }
}

TEST_CASE("a count of 0, an empty catalogue and an empty batch give empty answers") {
  const Mixture world = mixture(10, 2, 4, 9);
  const auto index = ExactIndex::build(world.items);
  CHECK(index->search(world.queries.row(0), 0, {}).empty());
  CHECK(index->search_batch(world.queries, 0, {}) == std::vector<std::vector<ScoredItem>>(2));
  CHECK(index->search_batch(FactorMatrix(0, 4), 5, {}).empty());
  const FactorMatrix no_items(0, 4);
  const auto empty = ExactIndex::build(no_items);
  REQUIRE(empty);
  CHECK(empty->search(world.queries.row(0), 5, {}).empty());
  CHECK(empty->search_batch(world.queries, 5, {}) == std::vector<std::vector<ScoredItem>>(2));
}

TEST_CASE("factors that are not finite, or whose scores could overflow, are refused with the row named") {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity(), 1e19F}) {
    FactorMatrix items(40, 5);
    items.row(17)[4] = bad;
    const auto refused = ExactIndex::build(items);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == ErrorCode::invalid_argument);
    CHECK_THAT(refused.error().message, Catch::Contains("row 17 "));
  }
  const FactorMatrix no_dimensions(3, 0);
  CHECK_FALSE(ExactIndex::build(no_dimensions));
}

TEST_CASE("the exact index equals a plain scan to the bit, on every instruction set") {
  constexpr std::uint32_t rows = 5003;  // more than one chunk of codes, and a multiple of no block size
  on_every_target([] {
    for (const std::size_t dim : {3, 100}) {
      for (const HardWorld& world : hard_worlds(rows, dim)) {
        const FactorMatrix& items = world.factors.items;
        const auto index = ExactIndex::build(items);
        REQUIRE(index);
        REQUIRE(index->bytes() > 0);  // it has codes
        std::mt19937 random(15);
        EligibleItems half(rows, false), few(rows, false);
        for (std::uint32_t i = 0; i < rows; ++i) half.set(ItemId{i}, random() % 2 == 0);
        while (few.count() < 260) few.set(ItemId{static_cast<std::uint32_t>(random() % rows)}, true);
        for (std::size_t q = 0; q < world.factors.queries.rows(); ++q) {
          const auto query = world.factors.queries.row(q);
          std::vector<ItemId> history;
          for (const ScoredItem& best : plain_scan(items, query, 30, {})) history.push_back(best.item);
          std::ranges::sort(history);
          for (const Exclusions& exclusions :
               {Exclusions{}, Exclusions{.items = history}, Exclusions{.items = history, .eligible = &half},
                Exclusions{.items = history, .eligible = &few}}) {
            for (const std::size_t count : {1, 20, 620}) {
              CAPTURE(dim, world.name, q, count, history.size());
              REQUIRE(index->search(query, count, exclusions) == plain_scan(items, query, count, exclusions));
            }
          }
        }
      }
    }
  });
}

TEST_CASE("batches are correct both by codes and by matrix products") {
  constexpr std::size_t rows = 5003, dim = 40, query_count = 200;
  Mixture shaped = mixture(rows, query_count, dim, 21);
  Mixture hostile{gaussian(rows, dim, 22), gaussian(query_count, dim, 23)};
  // The first queries are zero, which takes a full scan each.
  Mixture half_zero = shaped;
  for (std::size_t q = 0; q < 50; ++q) std::ranges::fill(half_zero.queries.row(q), 0.0F);
  EligibleItems few(rows, false), many(rows, false);
  for (std::uint32_t i = 0; i < rows; i += 50) few.set(ItemId{i}, true);
  for (std::uint32_t i = 0; i < rows; i += 3) many.set(ItemId{i}, true);
  std::vector<Exclusions> exclusions(query_count);
  for (std::size_t q = 0; q < query_count; ++q) {
    if (q % 3 != 0) exclusions[q].eligible = q % 3 == 1 ? &few : &many;
  }
  for (const Mixture* world : {&shaped, &hostile, &half_zero}) {
    const auto index = ExactIndex::build(world->items);
    const auto batch = index->search_batch(world->queries, 30, exclusions);
    REQUIRE(batch.size() == query_count);
    for (std::size_t q = 0; q < query_count; ++q) {
      CAPTURE(q);
      check_against_reference(batch[q], world->items, world->queries.row(q), 30, exclusions[q]);
    }
  }
}

TEST_CASE("the exact index equals a plain scan for any share of eligible items in a large catalogue") {
  const Mixture world = mixture(60'000, 6, 32, 16);
  const auto index = ExactIndex::build(world.items);
  for (const std::size_t wanted : {6, 300, 600, 1700, 1900, 6000, 30'000}) {
    EligibleItems eligible(60'000, false);
    std::mt19937 random(17);
    while (eligible.count() < wanted) eligible.set(ItemId{static_cast<std::uint32_t>(random() % 60'000)}, true);
    const Exclusions exclusions{.eligible = &eligible};
    for (std::size_t q = 0; q < 6; ++q) {
      const auto query = world.queries.row(q);
      for (const std::size_t count : {1, 20, 500}) {
        CAPTURE(wanted, q, count);
        REQUIRE(index->search(query, count, exclusions) == plain_scan(world.items, query, count, exclusions));
      }
    }
  }
}

TEST_CASE("a query with a norm above the limit for factors is answered like a plain scan") {
  const Mixture world = mixture(3000, 1, 16, 18);
  const auto index = ExactIndex::build(world.items);
  std::vector<float> query(16, 0.0F);
  query[3] = 1e30F;
  CHECK(index->search(query, 20, {}) == plain_scan(world.items, query, 20, {}));
}
