#include "engine/retrieval/hnsw_index.hpp"

#include <limits>

#include "engine/linalg/dot.hpp"
#include "tests/retrieval/approximate_index.hpp"

using namespace moshaver;
using namespace moshaver::testing;

TEST_CASE("HNSW finds at least 95% of the exact top 10 with skewed norms, by factors and by codes") {
  for (const std::size_t dim : {48, 37}) {  // with and without a remainder of SIMD lanes
    const Mixture world = mixture(6000, 100, dim, 1);
    for (const bool codes : {false, true}) {
      const auto index = HnswIndex::build(world.items, {.codes = codes});
      REQUIRE(index);
      CAPTURE(dim, codes);
      CHECK(recall_of(*index, world) >= 0.95);
    }
  }
}

TEST_CASE("a larger search width of the same graph gives a higher recall") {
  const Mixture world = mixture(6000, 60, 32, 8);
  auto index = HnswIndex::build(world.items, {.links = 6, .build_width = 20});
  REQUIRE(index);
  double before = -1;
  for (const std::size_t width : {10, 30, 300}) {
    index->set_search_width(width);
    const double recall = recall_of(*index, world);
    CHECK(recall > before);
    before = recall;
  }
}

TEST_CASE("HNSW returns exactly count items with a recall of at least .9 at any share of eligible items") {
  const Mixture world = mixture(20'000, 20, 16, 2);
  const auto index = HnswIndex::build(world.items, {.codes = GENERATE(false, true)});
  REQUIRE(index);
  check_exact_count_under_rules(*index, world);
}

TEST_CASE("HNSW reaches every eligible item, even the worst ones") {
  const Mixture world = mixture(4000, 1, 16, 4);
  check_far_end_is_reached(*HnswIndex::build(world.items, {.links = 8, .build_width = 20}), world);
}

TEST_CASE("HNSW keeps its recall when all items with large norms are excluded") {
  const Mixture world = mixture(8000, 50, 32, 7);  // the longer half of the items is not eligible
  const auto index = HnswIndex::build(world.items, {});
  std::vector<ScoredItem> norms;
  for (std::uint32_t i = 0; i < 8000; ++i) {
    norms.push_back({ItemId{i}, dot(world.items.row(i), world.items.row(i))});
  }
  std::ranges::sort(norms, ranks_before);
  EligibleItems eligible(8000, true);
  for (const ScoredItem& sold_out : std::span(norms).first(4000)) eligible.set(sold_out.item, false);
  CHECK(recall_of(*index, world, {.eligible = &eligible}) >= 0.95);
}

TEST_CASE("HNSW answers a batch like single queries") {
  const Mixture world = mixture(3000, 10, 24, 5);
  check_batch_equals_single_queries(*HnswIndex::build(world.items, {}), world);
}

TEST_CASE("switching codes on and off gives the answers of a graph built with and without them") {
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

TEST_CASE("HNSW builds the same graph from the same factors and options") {
  const Mixture world = mixture(3000, 30, 24, 6);
  const HnswOptions poor = {
      .links = 4, .build_width = 8, .search_width = 8};  // so that different graphs would give different answers
  const auto first = HnswIndex::build(world.items, poor);
  const auto second = HnswIndex::build(world.items, poor);
  CHECK(first->bytes() == second->bytes());
  CHECK(first->search_batch(world.queries, 8, {}) == second->search_batch(world.queries, 8, {}));
}

TEST_CASE("HNSW searches empty catalogues, one item, equal items and queries of zeros") {
  check_odd_catalogues([](const FactorMatrix& items) { return HnswIndex::build(items, {}); });
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
