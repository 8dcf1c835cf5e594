#include "models/repurchase/repurchase.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "engine/data/latest_window.hpp"
#include "engine/parallel/parallel_for.hpp"
#include "engine/text/fold.hpp"
#include "models/repurchase/gap_fit.hpp"

namespace moshaver {

namespace {

constexpr float day = static_cast<float>(day_seconds);
constexpr double horizon_share = 0.95;                           // of the gaps seen
constexpr double category_strength = 20, product_strength = 10;  // observations that the priors count as
constexpr double within_strength = 8;                            // gaps that the prior of `within` counts as
constexpr double least_between = 0.15;                           // of the variance of gaps: customers always differ
constexpr double least_within = 0.02;  // a deviation of 14%: who is a tenth late has not stopped buying
constexpr double least_gap = 0.1;

// Squared deviations of a customer's log gaps from their mean, over all customers.
struct Within {
  double squares = 0, freedom = 0;
  void operator+=(const Within& other) {
    squares += other.squares;
    freedom += other.freedom;
  }
  [[nodiscard]] double joined(double prior) const {
    return (squares + within_strength * prior) / (freedom + within_strength);
  }
};

// What the histories tell about gaps, by product.
struct Gaps {
  std::vector<GapObservation> observations;
  std::vector<Within> within;
  std::size_t repeats = 0;
};

void add_gaps(const Occasions& bought, float end, Gaps& gaps) {
  const std::size_t count = bought.times.size();
  // Of all stages, only the last can hold several purchases of a customer.
  const float weight_of_last = count < Repurchase::stages ? 1 : 1 / static_cast<float>(count - Repurchase::stages + 1);
  const auto log_of = [](float gap) { return std::log(std::max(gap, static_cast<float>(least_gap))); };
  double sum = 0, squares = 0;
  for (std::size_t at = 0; at < count; ++at) {
    GapObservation one;
    one.item = bought.item.row;
    one.stage = static_cast<std::uint8_t>(std::min(at, Repurchase::stages - 1));
    one.is_censored = at + 1 == count;
    one.log_gap = log_of((one.is_censored ? end : bought.times[at + 1]) - bought.times[at]);
    one.weight = one.stage + 1 == Repurchase::stages ? weight_of_last : 1;
    gaps.observations.push_back(one);
    if (one.is_censored) break;
    sum += static_cast<double>(one.log_gap);
    squares += static_cast<double>(one.log_gap) * static_cast<double>(one.log_gap);
  }
  gaps.repeats += count - 1;
  if (count < 3) return;
  const double gap_count = static_cast<double>(count - 1);
  gaps.within[bought.item.row] += {std::max(0.0, squares - sum * sum / gap_count), gap_count - 1};
}

Gaps find_gaps(const Histories& histories, bool in_days, std::uint32_t until) {
  Gaps gaps;
  gaps.within.resize(histories.item_count);
  gaps.observations.reserve(histories.purchases.size());
  OccasionFinder finder;
  for (std::uint32_t row = 0; row < histories.user_count(); ++row) {
    const auto history = histories.of(UserId{row});
    if (history.empty() || histories.is_internal(UserId{row})) continue;
    const float end = in_days ? static_cast<float>(until) / day : static_cast<float>(history.back().order);
    finder.visit(history, in_days, histories.item_count, [&](const Occasions& bought) {
      if (in_days == bought.dated) add_gaps(bought, end, gaps);
    });
  }
  return gaps;
}

// Groups of rows, each group ascending.
struct Groups {
  std::vector<std::size_t> offsets;
  std::vector<std::uint32_t> rows;
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t group) const {
    return std::span(rows).subspan(offsets[group], offsets[group + 1] - offsets[group]);
  }
};

template <class GroupOf>
Groups group_rows(std::size_t row_count, std::size_t group_count, const GroupOf& group_of) {
  Groups groups;
  groups.offsets.assign(group_count + 1, 0);
  for (std::size_t row = 0; row < row_count; ++row) ++groups.offsets[group_of(row) + 1];
  std::partial_sum(groups.offsets.begin(), groups.offsets.end(), groups.offsets.begin());
  groups.rows.resize(row_count);
  std::vector<std::size_t> next(groups.offsets.begin(), groups.offsets.end() - 1);
  for (std::size_t row = 0; row < row_count; ++row) {
    groups.rows[next[group_of(row)]++] = static_cast<std::uint32_t>(row);
  }
  return groups;
}

// Products of one category path share a number; so do all without a category.
std::vector<std::uint32_t> category_numbers(const Catalogue& catalogue, std::uint32_t item_count) {
  KeyMap numbers;
  std::vector<std::uint32_t> categories;
  numbers.insert("");
  for (std::uint32_t item = 0; item < item_count; ++item) {
    categories.push_back(numbers.insert(folded(catalogue.of(ItemId{item}).category)));
  }
  return categories;
}

}  // namespace

std::optional<Repurchase> learn_repurchase(const Histories& histories, const Catalogue& catalogue,
                                           const RepurchaseConfig& config) {
  const std::uint32_t item_count = histories.item_count;
  Repurchase learned;
  learned.until = last_time(histories.purchases);
  const auto dated = static_cast<std::size_t>(std::count_if(histories.purchases.begin(), histories.purchases.end(),
                                                            [](const Purchase& one) { return one.time != 0; }));
  learned.in_days = learned.until > 0 && 10 * dated >= 9 * histories.purchases.size();
  Gaps gaps = find_gaps(histories, learned.in_days, learned.until);
  if (gaps.repeats == 0) return std::nullopt;

  const Groups of_item = group_rows(gaps.observations.size(), item_count,
                                    [&](std::size_t at) { return std::size_t{gaps.observations[at].item}; });
  std::vector<GapObservation> by_item;  // those of one product together
  by_item.reserve(gaps.observations.size());
  for (const std::uint32_t at : of_item.rows) by_item.push_back(gaps.observations[at]);
  gaps.observations = {};

  learned.category = category_numbers(catalogue, item_count);
  const std::size_t category_count = 1 + *std::max_element(learned.category.begin(), learned.category.end());
  const Groups in_category =
      group_rows(item_count, category_count, [&](std::size_t item) { return std::size_t{learned.category[item]}; });

  const auto counts_of = [&](GapCounts& counts, std::uint32_t item) {
    for (const GapObservation& one : std::span(by_item).subspan(of_item.offsets[item], of_item.of(item).size())) {
      counts.add(one);
    }
  };
  GapCounts all;
  for (std::uint32_t item = 0; item < item_count; ++item) counts_of(all, item);
  const GapFit shop = all.without_prior(horizon_share);
  Within shop_within;
  for (const Within& one : gaps.within) shop_within += one;
  const double within_of_shop = shop_within.joined(shop.variance / 2);

  const std::size_t threads = thread_count_or_all(config.threads);
  std::vector<GapFit> categories(category_count, shop);
  std::vector<double> category_within(category_count, within_of_shop);
  parallel_for(category_count - 1, 1, threads, [&](std::size_t first, std::size_t, std::size_t) {
    const std::size_t number = first + 1;  // 0: without a category
    GapCounts counts;
    Within sum;
    for (const std::uint32_t item : in_category.of(number)) {
      counts_of(counts, item);
      sum += gaps.within[item];
    }
    categories[number] = counts.with_prior(shop, category_strength);
    category_within[number] = sum.joined(within_of_shop);
  });

  for (auto& of_stage : learned.chance) of_stage.resize(item_count);
  learned.log_gap.resize(item_count);
  learned.between.resize(item_count);
  learned.within.resize(item_count);
  parallel_for(item_count, 256, threads, [&](std::size_t first, std::size_t last, std::size_t) {
    for (auto item = static_cast<std::uint32_t>(first); item < last; ++item) {
      const GapFit& prior = categories[learned.category[item]];
      GapCounts counts;
      counts_of(counts, item);
      const GapFit fit = counts.with_prior(prior, product_strength);
      const double within = gaps.within[item].joined(category_within[learned.category[item]]);
      for (std::size_t stage = 0; stage < Repurchase::stages; ++stage) {
        learned.chance[stage][item] = static_cast<float>(std::clamp(fit.chance[stage], 0.0, 1.0));
      }
      learned.log_gap[item] = static_cast<float>(fit.mean);
      learned.within[item] = static_cast<float>(std::max(within, least_within));
      learned.between[item] = static_cast<float>(std::max(fit.variance - within, least_between * fit.variance));
    }
  });
  return learned;
}

}  // namespace moshaver
