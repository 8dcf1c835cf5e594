#include "engine/ranking/item_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace moshaver {

namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

// Counts the customers who bought each product within a part of their histories.
class BuyerCount {
 public:
  explicit BuyerCount(std::uint32_t item_count) : buyers_(item_count, 0), last_(item_count, 0) {}
  void add(std::span<const Purchase> purchases, std::uint32_t user) {
    for (const Purchase& purchase : purchases) {
      if (purchase.quantity == 0 || last_[purchase.item.row] == user + 1) continue;
      last_[purchase.item.row] = user + 1;
      ++buyers_[purchase.item.row];
    }
  }
  [[nodiscard]] std::uint32_t operator[](std::size_t item) const { return buyers_[item]; }
  [[nodiscard]] std::vector<float> log_shares(std::uint32_t customers) const {
    std::vector<float> shares;
    for (const std::uint32_t count : buyers_) {
      shares.push_back(static_cast<float>(std::log((count + 0.5) / (customers + 1.0))));
    }
    return shares;
  }

 private:
  std::vector<std::uint32_t> buyers_, last_;  // last_: 1 + the row of the last user counted
};

struct Repeats {
  std::vector<std::uint32_t> buyers;  // customers who bought it in two orders or more
  std::vector<double> gaps;           // sum over all repeat purchases
  std::vector<std::uint32_t> gap_count;
};

void add_repeats(std::span<const Purchase> history, bool dated, Repeats& repeats) {
  std::vector<Purchase> sorted(history.begin(), history.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const Purchase& a, const Purchase& b) { return a.item < b.item; });
  bool counted = false;
  for (std::size_t at = 1; at < sorted.size(); ++at) {
    const Purchase &before = sorted[at - 1], &after = sorted[at];
    if (before.item != after.item) counted = false;
    if (before.item != after.item || before.order == after.order) continue;
    const std::size_t item = after.item.row;
    if (!counted) ++repeats.buyers[item];
    counted = true;
    if (dated && (before.time == 0 || after.time == 0)) continue;
    repeats.gaps[item] +=
        dated ? (after.time - before.time) / static_cast<double>(day_seconds) : after.order - before.order;
    ++repeats.gap_count[item];
  }
}

}  // namespace

ItemStatistics count_item_statistics(const Histories& histories, LatestWindow window) {
  const std::uint32_t item_count = histories.item_count;
  ItemStatistics statistics;
  statistics.now = last_time(histories.purchases);
  const bool dated = statistics.now > 0;
  BuyerCount all(item_count), latest(item_count), week(item_count), quarter(item_count);
  Repeats repeats{std::vector<std::uint32_t>(item_count), std::vector<double>(item_count),
                  std::vector<std::uint32_t>(item_count)};
  std::uint32_t customers = 0;
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    const auto history = histories.of(UserId{user});
    if (history.empty() || histories.is_internal(UserId{user})) continue;
    ++customers;
    const auto within = [&](LatestWindow wanted) {
      return history.subspan(latest_begin(history, wanted, statistics.now));
    };
    all.add(history, user);
    latest.add(within(window), user);
    if (dated) week.add(within({7}), user);
    if (dated) quarter.add(within({91}), user);
    add_repeats(history, dated, repeats);
  }

  statistics.all_time = all.log_shares(customers);
  statistics.latest = latest.log_shares(customers);
  statistics.week = dated ? week.log_shares(customers) : std::vector<float>(item_count, unknown);
  statistics.quarter = dated ? quarter.log_shares(customers) : std::vector<float>(item_count, unknown);
  double repeaters = 0, buyers = 0;
  for (std::size_t item = 0; item < item_count; ++item) {
    repeaters += repeats.buyers[item];
    buyers += all[item];
  }
  constexpr double smoothing = 10;  // pseudo-buyers who repeat at the mean rate
  for (std::size_t item = 0; item < item_count; ++item) {
    statistics.trend.push_back(statistics.latest[item] - statistics.all_time[item]);
    const double mean = buyers > 0 ? repeaters / buyers : 0;
    statistics.repeat_rate.push_back(
        static_cast<float>((repeats.buyers[item] + smoothing * mean) / (all[item] + smoothing)));
    statistics.gap.push_back(
        repeats.gap_count[item] > 0 ? static_cast<float>(repeats.gaps[item] / repeats.gap_count[item]) : unknown);
  }
  return statistics;
}

}  // namespace moshaver
