#include "engine/retrieval/ivf_index.hpp"

#include <limits>

#include "tests/retrieval/approximate_index.hpp"

using namespace moshaver;
using namespace moshaver::testing;

TEST_CASE("an inverted file finds at least 95% of the exact top 10 with skewed norms") {
  for (const std::size_t dim : {48, 37}) {  // with and without a remainder of SIMD lanes
    const Mixture world = mixture(6000, 100, dim, 1);
    const auto index = IvfIndex::build(world.items, {.probes = 48});
    REQUIRE(index);
    CAPTURE(dim);
    CHECK(index->list_count() == 309);  // 4 times the square root of the items
    CHECK(recall_of(*index, world) >= 0.95);
  }
}

TEST_CASE("more probes of the same lists give a higher recall, and all lists give nearly everything") {
  const Mixture world = mixture(6000, 60, 32, 8);
  auto index = IvfIndex::build(world.items, {.lists = 100, .probes = 1});
  REQUIRE(index);
  double before = -1;
  for (const std::size_t probes : {1, 4, 20}) {
    index->set_probes(probes);
    const double recall = recall_of(*index, world);
    CHECK(recall > before);
    before = recall;
  }
  index->set_probes(1000);
  // Codes may drop an item near the end of the candidates.
  CHECK(recall_of(*index, world) >= 0.999);
}

TEST_CASE("an inverted file returns exactly count items with a recall of at least .9 at any share of eligible items") {
  const Mixture world = mixture(20'000, 20, 16, 2);
  const auto index = IvfIndex::build(world.items, {.probes = 128});
  REQUIRE(index);
  check_exact_count_under_rules(*index, world);
}

TEST_CASE("an inverted file reaches every eligible item, even the worst ones") {
  const Mixture world = mixture(4000, 1, 16, 4);
  check_far_end_is_reached(*IvfIndex::build(world.items, {.probes = 2}), world);
}

TEST_CASE("an inverted file answers a batch like single queries") {
  const Mixture world = mixture(3000, 10, 24, 5);
  check_batch_equals_single_queries(*IvfIndex::build(world.items, {}), world);
}

TEST_CASE("an inverted file builds the same lists from the same seed, and others from another seed") {
  const Mixture world = mixture(3000, 30, 24, 6);
  const auto answers = [&](std::int64_t seed) {  // few probes, so that other lists give other answers
    return IvfIndex::build(world.items, {.probes = 2, .seed = seed})->search_batch(world.queries, 8, {});
  };
  CHECK(answers(1) == answers(1));
  CHECK(answers(1) != answers(2));
}

TEST_CASE("an inverted file searches empty catalogues, one item, equal items and queries of zeros") {
  check_odd_catalogues([](const FactorMatrix& items) { return IvfIndex::build(items, {}); });
}

TEST_CASE("an inverted file refuses factors that are not finite and options out of range") {
  FactorMatrix items(10, 3);
  items.row(4)[1] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THAT(IvfIndex::build(items, {}).error().message, Catch::Contains("row 4 "));
  const FactorMatrix good(10, 3);
  CHECK_FALSE(IvfIndex::build(good, {.lists = 10'000'000}));
  CHECK_FALSE(IvfIndex::build(good, {.probes = 10'000'000}));
  CHECK(IvfIndex::build(good, {.lists = 1000})->list_count() <= 10);
}
