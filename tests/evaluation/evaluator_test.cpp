#include "models/evaluation/evaluator.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <thread>

using namespace moshaver;

namespace {

struct TestCustomer {
  std::vector<ItemId> ranked, truth, owned;
  std::size_t unknown = 0;
  [[nodiscard]] EvaluatedCustomer evaluated() const { return {ranked, truth, unknown, owned}; }
};

struct World {
  std::vector<std::uint32_t> popularity = std::vector<std::uint32_t>(100);
  std::vector<TestCustomer> customers = std::vector<TestCustomer>(400);
};

World random_world(std::uint32_t seed) {
  std::mt19937 random(seed);
  World world;
  for (std::uint32_t& count : world.popularity) count = random() % 30;
  std::vector<ItemId> all;
  for (std::uint32_t row = 0; row < 100; ++row) all.push_back({row});
  const auto some = [&](std::size_t most, bool sorted) {
    std::shuffle(all.begin(), all.end(), random);
    std::vector<ItemId> chosen(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(random() % (most + 1)));
    if (sorted) std::sort(chosen.begin(), chosen.end());
    return chosen;
  };
  for (TestCustomer& customer : world.customers) {
    customer = {some(30, false), some(5, true), some(10, true), random() % 2};
  }
  return world;
}

Evaluator evaluator_for(const World& world) {
  return Evaluator({.ks = {20, 5, 10, 5},
                    .popularity = world.popularity,
                    .customer_count = world.customers.size(),
                    .bootstrap = {}});
}

Evaluated evaluated(const World& world) {
  Evaluator evaluator = evaluator_for(world);
  for (std::size_t i = 0; i < world.customers.size(); ++i) evaluator.add(i, world.customers[i].evaluated());
  return evaluator.finish("any");
}

}  // namespace

TEST_CASE("the evaluation of two customers equals the means computed by hand") {
  const std::vector<std::uint32_t> popularity = {3, 2, 1};
  Evaluator evaluator({.ks = {1, 2}, .popularity = popularity, .customer_count = 3, .bootstrap = {}});
  const TestCustomer first{.ranked = {{0}, {1}}, .truth = {{1}}, .owned = {{0}}, .unknown = 0};
  const TestCustomer second{.ranked = {{0}, {2}}, .truth = {{0}}, .owned = {}, .unknown = 1};
  const TestCustomer without_truth{.ranked = {{2}}, .truth = {}, .owned = {}, .unknown = 0};
  evaluator.add(0, first.evaluated());
  evaluator.add(1, second.evaluated());
  evaluator.add(2, without_truth.evaluated());
  const Evaluated result = evaluator.finish("mine");
  CHECK(result.customers_evaluated == 2);
  CHECK(result.truth_items == 3);
  CHECK(result.truth_unknown_items == 1);
  CHECK(result.evaluation.recipe == "mine");
  REQUIRE(result.evaluation.at.size() == 2);
  const MetricsAtK& one = result.evaluation.at[0];
  CHECK(one.k == 1);
  CHECK(one[Metric::recall].mean == Approx((0 + 0.5) / 2));
  CHECK(one[Metric::recall].customers == 2);
  CHECK(one[Metric::recall_head].customers == 1);
  CHECK(one[Metric::repeat_recall].customers == 0);
  CHECK(one.coverage == Approx(1.0 / 3));  // only item 0; the customer without truth was not evaluated
  CHECK(one.gini == Approx(2.0 / 3));
  const MetricsAtK& two = result.evaluation.at[1];
  CHECK(two[Metric::recall].mean == Approx((1 + 0.5) / 2));
  CHECK(two[Metric::mrr].mean == Approx((0.5 + 1) / 2));
  CHECK(two.coverage == 1);
  CHECK(two.gini == Approx((-2.0 * 1 + 0 + 2.0 * 2) / (3 * 4)));  // exposures 1, 1, 2
}

TEST_CASE("means, coverage and Gini coefficient of an evaluation equal plain sums") {
  const World world = random_world(1);
  const Evaluated result = evaluated(world);
  const std::vector<Tercile> terciles = popularity_terciles(world.popularity);
  REQUIRE(result.evaluation.at.size() == 3);  // k ascending, each once
  for (const MetricsAtK& at : result.evaluation.at) {
    CustomerMetrics sums{}, counts{};
    std::vector<std::uint32_t> exposures(100);
    for (const TestCustomer& customer : world.customers) {
      if (customer.truth.size() + customer.unknown == 0) continue;
      const CustomerMetrics metrics = customer_metrics(customer.evaluated(), terciles, at.k);
      for (std::size_t i = 0; i < metric_count; ++i) {
        if (std::isnan(metrics[i])) continue;
        sums[i] += metrics[i];
        counts[i] += 1;
      }
      for (std::size_t i = 0; i < std::min(at.k, customer.ranked.size()); ++i) ++exposures[customer.ranked[i].row];
    }
    for (std::size_t i = 0; i < metric_count; ++i) {
      CAPTURE(at.k, metric_names[i]);
      CHECK(at.means[i].mean == Approx(sums[i] / counts[i]).epsilon(1e-12));
      CHECK(static_cast<double>(at.means[i].customers) == counts[i]);
      CHECK(at.means[i].low <= at.means[i].mean);
      CHECK(at.means[i].mean <= at.means[i].high);
    }
    CHECK(at.coverage == coverage(exposures));
    CHECK(at.gini == gini(exposures));
  }
}

TEST_CASE("an evaluation does not depend on the order of its customers or the number of threads") {
  const World world = random_world(2);
  const Evaluated in_order = evaluated(world);
  Evaluator evaluator = evaluator_for(world);
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::size_t i = world.customers.size(); i-- > 0;) {
        if (i % 4 == thread) evaluator.add(i, world.customers[i].evaluated());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(evaluator.finish("any").evaluation.at == in_order.evaluation.at);
}

TEST_CASE("a recipe that ranks more of the truth first is found to be better") {
  World world = random_world(3);
  const Evaluated before = evaluated(world);
  for (TestCustomer& customer : world.customers) {  // the truth is moved to the front
    std::stable_partition(customer.ranked.begin(), customer.ranked.end(), [&](ItemId item) {
      return std::binary_search(customer.truth.begin(), customer.truth.end(), item);
    });
  }
  const Evaluated after = evaluated(world);
  const RecipeComparison gain = compare(before, after, Metric::ndcg, 10);
  CHECK(gain.difference.low > 0);
  CHECK(gain.relative.low > 0);
  CHECK(gain.difference.mean ==
        Approx(after.evaluation.at[1][Metric::ndcg].mean - before.evaluation.at[1][Metric::ndcg].mean));
  const RecipeComparison none = compare(before, before, Metric::ndcg, 10);
  CHECK(none.difference == MetricEstimate{0, 0, 0, before.customers_evaluated});
}

TEST_CASE("an evaluation without customers is empty") {
  const std::vector<std::uint32_t> popularity = {1};
  const Evaluated result =
      Evaluator({.ks = {10}, .popularity = popularity, .customer_count = 5, .bootstrap = {}}).finish("none");
  CHECK(result.customers_evaluated == 0);
  CHECK(result.evaluation.at[0][Metric::recall] == MetricEstimate{});
  CHECK(result.evaluation.at[0].gini == 0);
}
