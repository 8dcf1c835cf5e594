#include "models/evaluation/metrics.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <random>
#include <set>

using namespace moshaver;

namespace {

std::vector<ItemId> items(std::initializer_list<std::uint32_t> rows) {
  std::vector<ItemId> result;
  for (const std::uint32_t row : rows) result.push_back({row});
  return result;
}

double of(const CustomerMetrics& metrics, Metric metric) { return metrics[static_cast<std::size_t>(metric)]; }

// The definitions as in the textbook, with sets and one loop for each metric: the reference for the fast version.
CustomerMetrics textbook(const EvaluatedCustomer& customer, std::span<const Tercile> terciles, std::size_t k) {
  const std::set<ItemId> truth(customer.truth.begin(), customer.truth.end());
  const std::set<ItemId> owned(customer.owned.begin(), customer.owned.end());
  const std::size_t truth_size = truth.size() + customer.truth_unknown;
  std::vector<ItemId> shown(customer.ranked.begin(), customer.ranked.end());
  if (shown.size() > k) shown.resize(k);
  const auto recall_over = [&](auto belongs, std::size_t unknown) {
    double hits = 0, all = static_cast<double>(unknown);
    for (const ItemId item : truth) all += belongs(item) ? 1 : 0;
    for (const ItemId item : shown) hits += truth.count(item) > 0 && belongs(item) ? 1 : 0;
    return hits / all;  // 0 / 0 is NaN: the customer is not counted
  };
  const auto ideal = [](std::size_t count) {
    double sum = 0;
    for (std::size_t rank = 1; rank <= count; ++rank) sum += 1 / std::log2(1.0 + static_cast<double>(rank));
    return sum;
  };
  double dcg = 0, first = 0, hits = 0;
  for (std::size_t rank = shown.size(); rank >= 1; --rank) {
    if (truth.count(shown[rank - 1]) == 0) continue;
    dcg += 1 / std::log2(1.0 + static_cast<double>(rank));
    first = static_cast<double>(rank);
    hits += 1;
  }
  const auto in = [&](Tercile tercile) { return [&, tercile](ItemId item) { return terciles[item.row] == tercile; }; };
  return {recall_over([](ItemId) { return true; }, customer.truth_unknown),
          dcg / ideal(std::min(k, truth_size)),
          dcg / ideal(truth_size),
          hits > 0 ? 1.0 : 0.0,
          first > 0 ? 1 / first : 0,
          hits / static_cast<double>(k),
          recall_over(in(Tercile::head), 0),
          recall_over(in(Tercile::mid), 0),
          recall_over(in(Tercile::tail), customer.truth_unknown),
          recall_over([&](ItemId item) { return owned.count(item) > 0; }, 0),
          recall_over([&](ItemId item) { return owned.count(item) == 0; }, customer.truth_unknown)};
}

}  // namespace

TEST_CASE("the metrics of one small list equal those computed by hand") {
  // Items 0 and 1 are head, 2 and 3 mid, 4 to 7 tail.
  const std::vector<Tercile> terciles = {Tercile::head, Tercile::head, Tercile::mid,  Tercile::mid,
                                         Tercile::tail, Tercile::tail, Tercile::tail, Tercile::tail};
  const auto ranked = items({7, 1, 3, 0, 4});
  const auto truth = items({1, 4, 5, 6});
  const auto owned = items({1, 6});
  const CustomerMetrics at_4 = customer_metrics({ranked, truth, 1, owned}, terciles, 4);  // one hit: item 1, rank 2
  const double second = 1 / std::log2(3.0);
  const double ideal_4 = 1 + second + 0.5 + 1 / std::log2(5.0);
  CHECK(of(at_4, Metric::recall) == Approx(1.0 / 5));
  CHECK(of(at_4, Metric::ndcg) == Approx(second / ideal_4));
  CHECK(of(at_4, Metric::ndcg_full_ideal) == Approx(second / (ideal_4 + 1 / std::log2(6.0))));
  CHECK(of(at_4, Metric::hit_rate) == 1);
  CHECK(of(at_4, Metric::mrr) == 0.5);
  CHECK(of(at_4, Metric::precision) == 0.25);
  CHECK(of(at_4, Metric::recall_head) == 1);
  CHECK(std::isnan(of(at_4, Metric::recall_mid)));  // no product of the middle was bought
  CHECK(of(at_4, Metric::recall_tail) == 0);        // of 4, 5, 6 and the unknown one
  CHECK(of(at_4, Metric::repeat_recall) == 0.5);    // 1 of 1 and 6
  CHECK(of(at_4, Metric::explore_recall) == 0);     // of 4, 5 and the unknown one
  const CustomerMetrics at_5 = customer_metrics({ranked, truth, 1, owned}, terciles, 5);
  CHECK(of(at_5, Metric::recall) == Approx(2.0 / 5));
  CHECK(of(at_5, Metric::recall_tail) == Approx(1.0 / 4));
  CHECK(of(at_5, Metric::explore_recall) == Approx(1.0 / 3));
}

TEST_CASE("a list of hits only has an NDCG of 1 even if the truth is longer than the list") {
  const std::vector<Tercile> terciles(5, Tercile::head);
  const auto ranked = items({3, 1});
  const auto truth = items({0, 1, 2, 3, 4});
  const CustomerMetrics metrics = customer_metrics({ranked, truth, 0, {}}, terciles, 2);
  CHECK(of(metrics, Metric::ndcg) == Approx(1));
  CHECK(of(metrics, Metric::ndcg_full_ideal) < 0.6);
  CHECK(of(metrics, Metric::recall) == Approx(0.4));
  CHECK(of(metrics, Metric::precision) == 1);
}

TEST_CASE("an empty list, or a truth of unknown products only, scores zero and stays finite") {
  const std::vector<Tercile> terciles(3, Tercile::tail);
  const auto truth = items({1});
  const auto ranked = items({0, 1, 2});
  for (const EvaluatedCustomer& customer :
       {EvaluatedCustomer{{}, truth, 0, {}}, EvaluatedCustomer{ranked, {}, 2, {}}}) {
    const CustomerMetrics metrics = customer_metrics(customer, terciles, 10);
    for (std::size_t i = 0; i <= static_cast<std::size_t>(Metric::precision); ++i) CHECK(metrics[i] == 0);
  }
}

TEST_CASE("a k beyond the list's length changes only metrics that divide by k") {
  const std::vector<Tercile> terciles(4, Tercile::mid);
  const auto ranked = items({2, 0});
  const auto truth = items({0, 3});
  const CustomerMetrics short_k = customer_metrics({ranked, truth, 0, {}}, terciles, 2);
  const CustomerMetrics long_k = customer_metrics({ranked, truth, 0, {}}, terciles, 100);
  CHECK(of(short_k, Metric::recall) == of(long_k, Metric::recall));
  CHECK(of(short_k, Metric::ndcg) == of(long_k, Metric::ndcg));
  CHECK(of(long_k, Metric::precision) == Approx(0.01));
}

TEST_CASE("metrics agree with the textbook definitions on random customers") {
  std::mt19937 random(7);
  for (int trial = 0; trial < 2000; ++trial) {
    CAPTURE(trial);
    const std::uint32_t catalogue = 1 + random() % 60;
    std::vector<Tercile> terciles(catalogue);
    for (Tercile& tercile : terciles) tercile = static_cast<Tercile>(random() % 3);
    std::vector<ItemId> all;
    for (std::uint32_t row = 0; row < catalogue; ++row) all.push_back({row});
    const auto some = [&] {
      std::shuffle(all.begin(), all.end(), random);
      return std::vector<ItemId>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(random() % (catalogue + 1)));
    };
    const std::vector<ItemId> ranked = some();
    std::vector<ItemId> truth = some(), owned = some();
    std::sort(truth.begin(), truth.end());
    std::sort(owned.begin(), owned.end());
    const std::size_t unknown = truth.empty() ? 1 + random() % 3 : random() % 3;
    const std::size_t k = 1 + random() % 70;
    const EvaluatedCustomer customer{ranked, truth, unknown, owned};
    const CustomerMetrics fast = customer_metrics(customer, terciles, k);
    const CustomerMetrics plain = textbook(customer, terciles, k);
    for (std::size_t metric = 0; metric < metric_count; ++metric) {
      CAPTURE(metric_names[metric]);
      // The same sums in another order: only rounding of double differs.
      CHECK((fast[metric] == Approx(plain[metric]).epsilon(1e-12).margin(1e-14) ||
             (std::isnan(fast[metric]) && std::isnan(plain[metric]))));
    }
  }
}

TEST_CASE("the ideal DCG of a very long truth equals the plain sum") {
  double sum = 0;
  for (std::size_t rank = 1; rank <= 5000; ++rank) sum += 1 / std::log2(1.0 + static_cast<double>(rank));
  CHECK(ideal_dcg(5000) == Approx(sum).epsilon(1e-12));
  CHECK(ideal_dcg(0) == 0);
  CHECK(ideal_dcg(1) == 1);
}

TEST_CASE("popularity terciles hold a third of the interactions each") {
  // Twelve interactions: 4 | 2 2 | 1 1 1 1, products in mixed order.
  const std::vector<std::uint32_t> counts = {1, 2, 4, 1, 0, 2, 1, 1};
  using enum Tercile;
  CHECK(popularity_terciles(counts) == std::vector<Tercile>{tail, mid, head, tail, tail, mid, tail, tail});
}

TEST_CASE("one bestseller may be the whole head, and products never bought are tail") {
  using enum Tercile;
  CHECK(popularity_terciles(std::vector<std::uint32_t>{0, 90, 5, 5}) == std::vector<Tercile>{tail, head, tail, tail});
  CHECK(popularity_terciles(std::vector<std::uint32_t>{0, 0}) == std::vector<Tercile>{tail, tail});
  CHECK(popularity_terciles({}).empty());
}

TEST_CASE("terciles of long-tail data differ from a third by at most one product's interactions") {
  std::mt19937 random(11);
  std::vector<std::uint32_t> counts;
  for (int i = 1; i <= 5000; ++i) counts.push_back(1 + 2000 / static_cast<std::uint32_t>(i) + random() % 2);
  const std::vector<Tercile> terciles = popularity_terciles(counts);
  const double third = std::accumulate(counts.begin(), counts.end(), 0.0) / 3;
  double held[3] = {};
  for (std::size_t i = 0; i < counts.size(); ++i) held[static_cast<int>(terciles[i])] += counts[i];
  CHECK(held[0] == Approx(third).margin(2002));
  CHECK(held[1] == Approx(third).margin(2002));
  CHECK(held[2] == Approx(third).margin(2002));
}

TEST_CASE("the Gini coefficient is 0 for equal exposures and (n - 1) / n if one product has all of them") {
  CHECK(gini({5, 5, 5, 5}) == Approx(0).margin(1e-15));
  CHECK(gini({0, 0, 9, 0, 0}) == Approx(4.0 / 5));
  CHECK(gini({1}) == 0);
  CHECK(gini({}) == 0);
  CHECK(gini({0, 0}) == 0);
}

TEST_CASE("the Gini coefficient is half the mean absolute difference over the mean") {
  std::mt19937 random(3);
  std::vector<std::uint32_t> exposures(200);
  for (std::uint32_t& count : exposures) count = random() % 50 * (random() % 50);
  double differences = 0, total = 0;
  for (const double a : exposures) {
    total += a;
    for (const double b : exposures) differences += std::abs(a - b);
  }
  const double n = 200;
  CHECK(gini(exposures) == Approx(differences / (n * n) / (2 * total / n)).epsilon(1e-12));
}

TEST_CASE("coverage is the share of the catalogue that was shown to anyone") {
  CHECK(coverage(std::vector<std::uint32_t>{0, 3, 1, 0}) == 0.5);
  CHECK(coverage({}) == 0);
}
