// Checks that every approximate index must pass.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "engine/retrieval/exact_index.hpp"
#include "tests/retrieval/mixture.hpp"

namespace moshaver::testing {

// Recall of one query. An item counts as found if its score is equal to the bit.
inline double share_found(const std::vector<ScoredItem>& answer, const std::vector<ScoredItem>& exact) {
  std::size_t found = 0;
  for (const ScoredItem& item : exact) found += static_cast<std::size_t>(std::ranges::count(answer, item));
  return static_cast<double>(found) / static_cast<double>(exact.size());
}

// Mean recall of the exact top 10.
inline double recall_of(const Index& index, const Mixture& world, const Exclusions& exclusions = {}) {
  const auto exact = ExactIndex::build(world.items);
  double recall = 0;
  for (std::size_t q = 0; q < world.queries.rows(); ++q) {
    const auto query = world.queries.row(q);
    recall += share_found(index.search(query, 10, exclusions), exact->search(query, 10, exclusions));
  }
  return recall / static_cast<double>(world.queries.rows());
}

inline void check_exact_count_under_rules(const Index& index, const Mixture& world) {
  const auto item_count = static_cast<std::uint32_t>(world.items.rows());
  const auto exact = ExactIndex::build(world.items);
  for (const double share : {1.0, 0.5, 0.01, 0.0001}) {
    EligibleItems eligible(item_count, false);
    std::mt19937 random(3);
    while (eligible.count() < static_cast<std::size_t>(share * static_cast<double>(item_count))) {
      eligible.set(ItemId{static_cast<std::uint32_t>(random() % item_count)}, true);
    }
    double recall = 0;
    for (std::size_t q = 0; q < world.queries.rows(); ++q) {
      const auto query = world.queries.row(q);
      std::vector<ItemId> history;  // a customer's history is what the query matches best
      for (const ScoredItem& item : exact->search(query, 30, {})) history.push_back(item.item);
      std::ranges::sort(history);
      const Exclusions exclusions{.items = history, .eligible = &eligible};
      for (const std::size_t count : {1, 10, 500}) {
        CAPTURE(share, q, count);
        const auto answer = index.search(query, count, exclusions);
        REQUIRE(answer.size() == std::min(count, exclusions.allowed_count(item_count)));
        REQUIRE(std::is_sorted(answer.begin(), answer.end(), ranks_before));
        REQUIRE(std::ranges::all_of(answer, [&](const ScoredItem& item) { return exclusions.allows(item.item); }));
        if (count == 10 && !answer.empty()) {
          recall +=
              share_found(answer, exact->search(query, count, exclusions)) / static_cast<double>(world.queries.rows());
        }
      }
    }
    CAPTURE(share);
    CHECK(recall >= 0.9);
  }
}

inline void check_far_end_is_reached(const Index& index, const Mixture& world) {
  const std::size_t item_count = world.items.rows();
  const auto query = world.queries.row(0);
  const auto all = ExactIndex::build(world.items)->search(query, item_count, {});
  EligibleItems worst(item_count, false);
  for (const ScoredItem& item : std::span(all).last(item_count * 3 / 8)) worst.set(item.item, true);
  CHECK(index.search(query, 25, {.eligible = &worst}).size() == 25);
  CHECK(index.search(query, item_count + 1000, {}) == all);
  CHECK(index.search(query, 0, {}).empty());
}

inline void check_batch_equals_single_queries(const Index& index, const Mixture& world) {
  const auto batch = index.search_batch(world.queries, 5, {});
  REQUIRE(batch.size() == world.queries.rows());
  for (std::size_t q = 0; q < batch.size(); ++q) CHECK(batch[q] == index.search(world.queries.row(q), 5, {}));
}

// build(factors) gives a Result of the index, which is used only while the factors live.
template <class Build>
void check_odd_catalogues(const Build& build) {
  const std::vector<float> query(4, 1.0F), zeros(4, 0.0F);
  const FactorMatrix none(0, 4);
  CHECK(build(none)->search(query, 3, {}).empty());
  const FactorMatrix one(1, 4, std::vector<float>(4, 0.5F));
  CHECK(build(one)->search(query, 3, {}) == std::vector<ScoredItem>{{ItemId{0}, 2}});
  const FactorMatrix equal(300, 4, std::vector<float>(1200, 0.5F));
  CHECK(build(equal)->search(query, 200, {}).size() == 200);
  const FactorMatrix nothing(300, 4);
  CHECK(build(nothing)->search(query, 40, {}).size() == 40);
  const Mixture world = mixture(2000, 1, 4, 9);
  CHECK(build(world.items)->search(zeros, 7, {}).size() == 7);
}

}  // namespace moshaver::testing
