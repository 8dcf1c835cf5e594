#include "engine/retrieval/ivf_index.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>
#include <vector>

#include "tests/retrieval/mixture.hpp"

using namespace moshaver;

namespace {

// An item counts as found if its score is the same, to the bit.
double share_found(const std::vector<ScoredItem>& answer, const std::vector<ScoredItem>& exact) {
  std::size_t found = 0;
  for (const ScoredItem& item : exact) found += static_cast<std::size_t>(std::ranges::count(answer, item));
  return static_cast<double>(found) / static_cast<double>(exact.size());
}

double recall_of(const IvfIndex& index, const ExactIndex& exact, const FactorMatrix& queries) {
  double recall = 0;
  for (std::size_t q = 0; q < queries.rows(); ++q) {
    const auto query = queries.row(q);
    recall +=
        share_found(index.search(query, 10, {}), exact.search(query, 10, {})) / static_cast<double>(queries.rows());
  }
  return recall;
}

}  // namespace

TEST_CASE("an inverted file finds at least 95% of the exact top 10 where norms are skewed") {
  for (const std::size_t dim : {48, 37}) {  // whole vectors, and a rest
    const Mixture world = mixture(6000, 100, dim, 1);
    const auto index = IvfIndex::build(world.items, {.probes = 48});
    REQUIRE(index);
    CAPTURE(dim);
    CHECK(index->list_count() == 309);  // 4 times the root
    CHECK(recall_of(*index, *ExactIndex::build(world.items), world.queries) >= 0.95);
  }
}

TEST_CASE("more probes of the same lists find more, and all of them everything") {
  const Mixture world = mixture(6000, 60, 32, 8);
  const auto exact = ExactIndex::build(world.items);
  auto index = IvfIndex::build(world.items, {.lists = 100, .probes = 1});
  REQUIRE(index);
  double before = -1;
  for (const std::size_t probes : {1, 4, 20}) {
    index->set_probes(probes);
    const double recall = recall_of(*index, *exact, world.queries);
    CHECK(recall > before);
    before = recall;
  }
  index->set_probes(1000);
  // Codes may leave an item out that stands near the end of the candidates.
  CHECK(recall_of(*index, *exact, world.queries) >= 0.999);
}

TEST_CASE("an inverted file gives exactly count items, and good ones, at any share of eligible items") {
  constexpr std::uint32_t item_count = 20'000;
  const Mixture world = mixture(item_count, 20, 16, 2);
  const auto exact = ExactIndex::build(world.items);
  const auto index = IvfIndex::build(world.items, {.probes = 128});
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

TEST_CASE("an inverted file reaches every eligible item, even those at the far end of the catalogue") {
  const Mixture world = mixture(4000, 1, 16, 4);
  const auto index = IvfIndex::build(world.items, {.probes = 2});
  const auto query = world.queries.row(0);
  const auto all = ExactIndex::build(world.items)->search(query, 4000, {});
  EligibleItems worst(4000, false);
  for (const ScoredItem& item : std::span(all).last(1500)) worst.set(item.item, true);
  CHECK(index->search(query, 25, {.eligible = &worst}).size() == 25);
  CHECK(index->search(query, 5000, {}) == all);
  CHECK(index->search(query, 0, {}).empty());
}

TEST_CASE("a batch is answered by an inverted file as one query at a time") {
  const Mixture world = mixture(3000, 10, 24, 5);
  const auto index = IvfIndex::build(world.items, {});
  const auto batch = index->search_batch(world.queries, 5, {});
  REQUIRE(batch.size() == 10);
  for (std::size_t q = 0; q < 10; ++q) CHECK(batch[q] == index->search(world.queries.row(q), 5, {}));
}

TEST_CASE("the same factors and options build the same lists, another seed others") {
  const Mixture world = mixture(3000, 30, 24, 6);
  const auto answers = [&](std::int64_t seed) {  // few probes, so that other lists give other answers
    return IvfIndex::build(world.items, {.probes = 2, .seed = seed})->search_batch(world.queries, 8, {});
  };
  CHECK(answers(1) == answers(1));
  CHECK(answers(1) != answers(2));
}

TEST_CASE("catalogues of no, one and equal items, and queries of zeros, can be answered by an inverted file") {
  const std::vector<float> query(4, 1.0F), zeros(4, 0.0F);
  const FactorMatrix none(0, 4);
  CHECK(IvfIndex::build(none, {})->search(query, 3, {}).empty());
  const FactorMatrix one(1, 4, std::vector<float>(4, 0.5F));
  CHECK(IvfIndex::build(one, {})->search(query, 3, {}) == std::vector<ScoredItem>{{ItemId{0}, 2}});
  const FactorMatrix equal(300, 4, std::vector<float>(1200, 0.5F));
  CHECK(IvfIndex::build(equal, {})->search(query, 200, {}).size() == 200);
  const FactorMatrix nothing(300, 4);
  CHECK(IvfIndex::build(nothing, {})->search(query, 40, {}).size() == 40);
  const Mixture world = mixture(2000, 1, 4, 9);
  CHECK(IvfIndex::build(world.items, {})->search(zeros, 7, {}).size() == 7);
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
