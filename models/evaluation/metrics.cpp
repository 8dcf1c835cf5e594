#include "models/evaluation/metrics.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

namespace moshaver {
namespace {

constexpr double not_counted = std::numeric_limits<double>::quiet_NaN();

double discount(std::size_t rank) { return 1 / std::log2(1 + static_cast<double>(rank)); }

bool contains(std::span<const ItemId> ascending, ItemId item) {
  return std::binary_search(ascending.begin(), ascending.end(), item);
}

[[maybe_unused]] bool ascending_and_distinct(std::span<const ItemId> items) {
  return std::adjacent_find(items.begin(), items.end(), std::greater_equal<>()) == items.end();
}

[[maybe_unused]] bool distinct(std::span<const ItemId> items) {
  std::vector<ItemId> sorted(items.begin(), items.end());
  std::sort(sorted.begin(), sorted.end());
  return ascending_and_distinct(sorted);
}

// Hits and truth among one group of items: head, explore, ...
struct Share {
  std::size_t hits = 0, truth = 0;
  [[nodiscard]] double recall() const {
    return truth == 0 ? not_counted : static_cast<double>(hits) / static_cast<double>(truth);
  }
};

}  // namespace

std::vector<Tercile> popularity_terciles(std::span<const std::uint32_t> counts) {
  std::vector<std::uint32_t> by_popularity(counts.size());
  std::iota(by_popularity.begin(), by_popularity.end(), 0U);
  std::stable_sort(by_popularity.begin(), by_popularity.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return counts[a] > counts[b]; });
  const std::uint64_t total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  std::vector<Tercile> terciles(counts.size());
  std::uint64_t before = 0;
  for (const std::uint32_t item : by_popularity) {
    terciles[item] = 3 * before < total ? Tercile::head : 3 * before < 2 * total ? Tercile::mid : Tercile::tail;
    before += counts[item];
  }
  return terciles;
}

double ideal_dcg(std::size_t hits) {
  static const std::vector<double> sums = [] {
    std::vector<double> cumulated(1024);
    for (std::size_t rank = 1; rank < cumulated.size(); ++rank) {
      cumulated[rank] = cumulated[rank - 1] + discount(rank);
    }
    return cumulated;
  }();
  double sum = sums[std::min(hits, sums.size() - 1)];
  for (std::size_t rank = sums.size(); rank <= hits; ++rank) sum += discount(rank);
  return sum;
}

CustomerMetrics customer_metrics(const EvaluatedCustomer& customer, std::span<const Tercile> terciles, std::size_t k) {
  const std::size_t truth_size = customer.truth.size() + customer.truth_unknown;
  const std::span<const ItemId> shown = customer.ranked.first(std::min(k, customer.ranked.size()));
  assert(k > 0);
  assert(truth_size > 0);
  assert(ascending_and_distinct(customer.truth));
  assert(ascending_and_distinct(customer.owned));
  assert(distinct(shown));  // a repeated product would be counted as two hits

  std::array<Share, 3> by_tercile;
  Share repeat, explore;
  const auto count_item = [&](ItemId item, std::size_t Share::*counter) {
    assert(item.row < terciles.size());
    ++(by_tercile[static_cast<std::size_t>(terciles[item.row])].*counter);
    Share& kind = contains(customer.owned, item) ? repeat : explore;  // g++ 12 copies it if `.*` follows directly
    ++(kind.*counter);
  };
  for (const ItemId item : customer.truth) count_item(item, &Share::truth);
  // Products unknown to training have no interactions and no owners.
  by_tercile[static_cast<std::size_t>(Tercile::tail)].truth += customer.truth_unknown;
  explore.truth += customer.truth_unknown;

  double dcg = 0;
  std::size_t hits = 0, first_hit = 0;
  for (std::size_t rank = 1; rank <= shown.size(); ++rank) {
    const ItemId item = shown[rank - 1];
    if (!contains(customer.truth, item)) continue;
    dcg += discount(rank);
    if (++hits == 1) first_hit = rank;
    count_item(item, &Share::hits);
  }

  CustomerMetrics metrics;
  const auto set = [&](Metric metric, double value) { metrics[static_cast<std::size_t>(metric)] = value; };
  set(Metric::recall, static_cast<double>(hits) / static_cast<double>(truth_size));
  set(Metric::ndcg, dcg / ideal_dcg(std::min(k, truth_size)));
  set(Metric::ndcg_full_ideal, dcg / ideal_dcg(truth_size));
  set(Metric::hit_rate, hits > 0 ? 1 : 0);
  set(Metric::mrr, first_hit > 0 ? 1 / static_cast<double>(first_hit) : 0);
  set(Metric::precision, static_cast<double>(hits) / static_cast<double>(k));
  set(Metric::recall_head, by_tercile[0].recall());
  set(Metric::recall_mid, by_tercile[1].recall());
  set(Metric::recall_tail, by_tercile[2].recall());
  set(Metric::repeat_recall, repeat.recall());
  set(Metric::explore_recall, explore.recall());
  return metrics;
}

double coverage(std::span<const std::uint32_t> exposures) {
  if (exposures.empty()) return 0;
  const auto shown = std::count_if(exposures.begin(), exposures.end(), [](std::uint32_t count) { return count > 0; });
  return static_cast<double>(shown) / static_cast<double>(exposures.size());
}

double gini(std::vector<std::uint32_t> exposures) {
  std::sort(exposures.begin(), exposures.end());
  const auto n = static_cast<double>(exposures.size());
  double weighted = 0, total = 0;
  for (std::size_t i = 0; i < exposures.size(); ++i) {
    weighted += (2 * static_cast<double>(i + 1) - n - 1) * exposures[i];
    total += exposures[i];
  }
  return total == 0 ? 0 : weighted / (n * total);
}

}  // namespace moshaver
