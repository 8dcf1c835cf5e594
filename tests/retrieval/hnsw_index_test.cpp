#include "engine/retrieval/hnsw_index.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <vector>

#include "engine/linalg/dot.hpp"
#include "tests/retrieval/mixture.hpp"

using namespace moshaver;

namespace {

double share_found(const std::vector<ScoredItem>& answer, const std::vector<ScoredItem>& exact) {
  std::size_t found = 0;
  for (const ScoredItem& item : exact) found += static_cast<std::size_t>(std::ranges::count(answer, item));
  return static_cast<double>(found) / static_cast<double>(exact.size());
}

}  // namespace

TEST_CASE("HNSW finds at least 95% of the exact top 10 where norms are skewed, by factors and by codes") {
  for (const std::size_t dim : {48, 37}) {  // whole vectors, and a rest
    const Mixture world = mixture(6000, 100, dim, 1);
    const auto exact = ExactIndex::build(world.items);
    for (const bool codes : {false, true}) {
      const auto index = HnswIndex::build(world.items, {.codes = codes});
      REQUIRE(index);
      double recall = 0;
      for (std::size_t q = 0; q < 100; ++q) {
        const auto query = world.queries.row(q);
        // An item counts as found if its score is the same, to the bit.
        recall += share_found(index->search(query, 10, {}), exact->search(query, 10, {})) / 100;
      }
      CAPTURE(dim, codes);
      CHECK(recall >= 0.95);
    }
  }
}

TEST_CASE("a wider search of the same graph finds more") {
  const Mixture world = mixture(6000, 60, 32, 8);
  const auto exact = ExactIndex::build(world.items);
  auto index = HnswIndex::build(world.items, {.links = 6, .build_width = 20});
  REQUIRE(index);
  double before = -1;
  for (const std::size_t width : {10, 30, 300}) {
    index->set_search_width(width);
    double recall = 0;
    for (std::size_t q = 0; q < 60; ++q) {
      const auto query = world.queries.row(q);
      recall += share_found(index->search(query, 10, {}), exact->search(query, 10, {})) / 60;
    }
    CHECK(recall > before);
    before = recall;
  }
}

TEST_CASE("HNSW gives exactly count items, and good ones, at any share of eligible items") {
  constexpr std::uint32_t item_count = 20'000;
  const Mixture world = mixture(item_count, 20, 16, 2);
  const auto exact = ExactIndex::build(world.items);
  const auto index = HnswIndex::build(world.items, {.codes = GENERATE(false, true)});
  REQUIRE(index);
  for (const double share : {1.0, 0.5, 0.01, 0.0001}) {
    EligibleItems eligible(item_count, false);
    std::mt19937 random(3);
    while (eligible.count() < static_cast<std::size_t>(share * item_count)) {
      eligible.set(ItemId{static_cast<std::uint32_t>(random() % item_count)}, true);
    }
    double recall = 0;
    for (std::size_t q = 0; q < 20; ++q) {
      const auto query = world.queries.row(q);
      std::vector<ItemId> history;  // what a customer has is what the query points at
      for (const ScoredItem& item : exact->search(query, 30, {})) history.push_back(item.item);
      std::ranges::sort(history);
      const Exclusions exclusions{.items = history, .eligible = &eligible};
      for (const std::size_t count : {1, 10, 500}) {
        CAPTURE(share, q, count);
        const auto answer = index->search(query, count, exclusions);
        REQUIRE(answer.size() == std::min(count, exclusions.allowed_count(item_count)));
        REQUIRE(std::is_sorted(answer.begin(), answer.end(), ranks_before));
        REQUIRE(std::ranges::all_of(answer, [&](const ScoredItem& item) { return exclusions.allows(item.item); }));
        if (count == 10 && !answer.empty()) {
          recall += share_found(answer, exact->search(query, count, exclusions)) / 20;
        }
      }
    }
    CAPTURE(share);
    CHECK(recall >= 0.9);
  }
}

TEST_CASE("HNSW reaches every eligible item, even those at the far end of the catalogue") {
  const Mixture world = mixture(4000, 1, 16, 4);
  const auto index = HnswIndex::build(world.items, {.links = 8, .build_width = 20});
  const auto query = world.queries.row(0);
  const auto all = ExactIndex::build(world.items)->search(query, 4000, {});
  EligibleItems worst(4000, false);
  for (const ScoredItem& item : std::span(all).last(1500)) worst.set(item.item, true);
  CHECK(index->search(query, 25, {.eligible = &worst}).size() == 25);
  CHECK(index->search(query, 5000, {}) == all);
}

TEST_CASE("HNSW finds the best of what is left where all popular items are sold out") {
  const Mixture world = mixture(8000, 50, 32, 7);  // the longer half of the items is not eligible
  const auto exact = ExactIndex::build(world.items);
  const auto index = HnswIndex::build(world.items, {});
  std::vector<ScoredItem> norms;
  for (std::uint32_t i = 0; i < 8000; ++i) {
    norms.push_back({ItemId{i}, dot(world.items.row(i), world.items.row(i))});
  }
  std::ranges::sort(norms, ranks_before);
  EligibleItems eligible(8000, true);
  for (const ScoredItem& sold_out : std::span(norms).first(4000)) eligible.set(sold_out.item, false);
  const Exclusions exclusions{.eligible = &eligible};
  double recall = 0;
  for (std::size_t q = 0; q < 50; ++q) {
    const auto query = world.queries.row(q);
    recall += share_found(index->search(query, 10, exclusions), exact->search(query, 10, exclusions)) / 50;
  }
  CHECK(recall >= 0.95);
}

TEST_CASE("a batch is answered by HNSW as one query at a time") {
  const Mixture world = mixture(3000, 10, 24, 5);
  const auto index = HnswIndex::build(world.items, {});
  const auto batch = index->search_batch(world.queries, 5, {});
  REQUIRE(batch.size() == 10);
  for (std::size_t q = 0; q < 10; ++q) CHECK(batch[q] == index->search(world.queries.row(q), 5, {}));
}

TEST_CASE("a graph is searched by codes or not as it is told, as if it had been built so") {
  const Mixture world = mixture(2000, 20, 24, 11);
  auto index = HnswIndex::build(world.items, {});
  const auto coded = HnswIndex::build(world.items, {.codes = true});
  const auto before = index->search_batch(world.queries, 8, {});
  index->set_codes(true);
  CHECK(index->bytes() == coded->bytes());
  CHECK(index->search_batch(world.queries, 8, {}) == coded->search_batch(world.queries, 8, {}));
  index->set_codes(false);
  CHECK(index->bytes() < coded->bytes());
  CHECK(index->search_batch(world.queries, 8, {}) == before);
}

TEST_CASE("the same factors and options build the same graph") {
  const Mixture world = mixture(3000, 30, 24, 6);
  const HnswOptions poor = {.links = 4, .build_width = 8, .search_width = 8};  // so that graphs differ in answers
  const auto first = HnswIndex::build(world.items, poor);
  const auto second = HnswIndex::build(world.items, poor);
  CHECK(first->bytes() == second->bytes());
  CHECK(first->search_batch(world.queries, 8, {}) == second->search_batch(world.queries, 8, {}));
}

TEST_CASE("catalogues of no, one and equal items can be searched by HNSW") {
  const std::vector<float> query(4, 1.0F);
  const FactorMatrix none(0, 4);
  CHECK(HnswIndex::build(none, {})->search(query, 3, {}).empty());
  const FactorMatrix one(1, 4, std::vector<float>(4, 0.5F));
  CHECK(HnswIndex::build(one, {})->search(query, 3, {}) == std::vector<ScoredItem>{{ItemId{0}, 2}});
  const FactorMatrix equal(300, 4, std::vector<float>(1200, 0.5F));
  CHECK(HnswIndex::build(equal, {})->search(query, 200, {}).size() == 200);
  const FactorMatrix zeros(300, 4);
  CHECK(HnswIndex::build(zeros, {})->search(query, 40, {}).size() == 40);
}

TEST_CASE("HNSW refuses factors that are not finite and options out of range") {
  FactorMatrix items(10, 3);
  items.row(4)[1] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THAT(HnswIndex::build(items, {}).error().message, Catch::Contains("row 4 "));
  const FactorMatrix good(10, 3);
  CHECK_FALSE(HnswIndex::build(good, {.links = 1}));
  CHECK_FALSE(HnswIndex::build(good, {.build_width = 0}));
  CHECK_FALSE(HnswIndex::build(good, {.search_width = 100'000}));
}
