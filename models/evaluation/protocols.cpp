#include "models/evaluation/protocols.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <utility>

#include "engine/data/dataset.hpp"
#include "engine/data/latest_window.hpp"
#include "models/random/splitmix64.hpp"

namespace moshaver {

namespace {

constexpr std::uint32_t longest_window_days = 30;

bool bought(const Purchase& purchase) { return purchase.quantity > 0; }

std::uint32_t row(std::size_t user) { return static_cast<std::uint32_t>(user); }

void sort_distinct(std::vector<ItemId>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

// One pass over all users. `split_of(user, history)` returns a predicate: is this purchase held out?
template <class SplitOf>
Holdout split(PurchaseView view, SplitOf split_of) {
  Holdout holdout;
  holdout.train.offsets.reserve(view.user_count() + 1);
  holdout.train.purchases.reserve(view.purchases.size());
  holdout.truth_offsets.reserve(view.user_count() + 1);
  std::vector<ItemId> truth;
  for (std::size_t user = 0; user < view.user_count(); ++user) {
    const std::span<const Purchase> history = view.history({row(user)});
    const auto held_out = split_of(user, history);
    truth.clear();
    for (const Purchase& purchase : history) {
      if (!held_out(purchase)) {
        holdout.train.purchases.push_back(purchase);
      } else if (bought(purchase)) {
        truth.push_back(purchase.item);
      }
    }
    sort_distinct(truth);
    holdout.truth_items.insert(holdout.truth_items.end(), truth.begin(), truth.end());
    holdout.train.offsets.push_back(holdout.train.purchases.size());
    holdout.truth_offsets.push_back(holdout.truth_items.size());
  }
  return holdout;
}

// Empties the truth of users that are not `kept`.
void keep_truth_of(Holdout& holdout, const std::vector<bool>& kept) {
  std::vector<std::uint64_t> offsets = {0};
  std::vector<ItemId> items;
  for (std::size_t user = 0; user < kept.size(); ++user) {
    const auto truth = holdout.truth({row(user)});
    if (kept[user]) items.insert(items.end(), truth.begin(), truth.end());
    offsets.push_back(items.size());
  }
  holdout.truth_offsets = std::move(offsets);
  holdout.truth_items = std::move(items);
}

// The first and last order with a purchase.
struct OrderSpan {
  std::uint32_t first = 0xffffffff, last = 0;
  [[nodiscard]] bool two_or_more() const { return first < last; }
};

OrderSpan order_span(std::span<const Purchase> history) {
  OrderSpan span;
  for (const Purchase& purchase : history) {
    if (!bought(purchase)) continue;
    span.first = std::min(span.first, purchase.order);
    span.last = std::max(span.last, purchase.order);
  }
  return span;
}

// The number of latest days with a tenth of the dated purchases, 1 to 30; 0 if no window is sensible.
std::uint32_t window_days(std::span<const Purchase> purchases) {
  const std::uint32_t latest = last_time(purchases);
  std::vector<std::uint64_t> of_day(longest_window_days);  // counted back from the latest purchase
  std::uint64_t dated = 0;
  for (const Purchase& purchase : purchases) {
    if (purchase.time == 0) continue;
    ++dated;
    const std::uint32_t day = (latest - purchase.time) / day_seconds;
    if (day < longest_window_days) ++of_day[day];
  }
  if (dated == 0 || dated * 10 < purchases.size() * 9) return 0;
  std::uint32_t days = 0;
  std::uint64_t held_out = 0;
  while (days < longest_window_days && held_out * 10 < dated) held_out += of_day[days++];
  // Too little to evaluate on: a shop idle for years, or one purchase dated by a wrong clock.
  const bool sensible = held_out * 2 <= dated && held_out * 1000 >= dated;
  return sensible ? days : 0;
}

// The customers of the fold who have each item.
std::vector<std::vector<std::uint32_t>> buyers_of(PurchaseView view, CustomerFold fold) {
  std::vector<std::vector<std::uint32_t>> buyers;
  for (std::size_t user = 0; user < view.user_count(); ++user) {
    if (!fold.holds(user)) continue;
    for (const ItemId item : distinct_items(view.history({row(user)}))) {
      if (item.row >= buyers.size()) buyers.resize(item.row + std::size_t{1});
      buyers[item.row].push_back(row(user));
    }
  }
  return buyers;
}

double cosine(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  double common = 0;
  for (std::size_t at = 0, other = 0; at < a.size() && other < b.size();) {
    if (a[at] == b[other]) ++common;
    const bool a_first = a[at] <= b[other], b_first = b[other] <= a[at];
    at += a_first;
    other += b_first;
  }
  return common / std::sqrt(static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

// The number of items that a random holdout takes: rounded up or down at random, so that at least one stays.
std::size_t share_of(std::size_t items, double fraction, Random& random) {
  const auto wanted = static_cast<std::size_t>(fraction * static_cast<double>(items) + random.uniform());
  return items == 0 ? 0 : std::min(wanted, items - 1);
}

}  // namespace

Holdout hold_out_since(PurchaseView view, std::uint32_t time) {
  const auto held_out = [&](const Purchase& purchase) { return purchase.time > time; };
  return split(view, [&](std::size_t, std::span<const Purchase>) { return held_out; });
}

Holdout hold_out_last_days(PurchaseView view, std::uint32_t days) {
  const std::uint32_t latest = last_time(view.purchases);
  const auto held_out = [&](const Purchase& purchase) {
    return purchase.time != 0 && (latest - purchase.time) / day_seconds < days;
  };
  return split(view, [&](std::size_t, std::span<const Purchase>) { return held_out; });
}

Holdout hold_out_last_basket(PurchaseView view, CustomerFold fold) {
  return split(view, [&](std::size_t user, std::span<const Purchase> history) {
    return [in_fold = fold.holds(user), orders = order_span(history)](const Purchase& purchase) {
      return in_fold && orders.two_or_more() && purchase.order >= orders.last;
    };
  });
}

Holdout hold_out_random(PurchaseView view, double fraction, std::uint64_t seed) {
  assert(fraction >= 0);
  assert(fraction <= 1);
  return split(view, [&](std::size_t user, std::span<const Purchase> history) {
    std::vector<ItemId> items = distinct_items(history);
    Random random(seed, user);
    const std::size_t count = share_of(items.size(), fraction, random);
    for (std::size_t i = 0; i < count; ++i) std::swap(items[i], items[i + random.below(items.size() - i)]);
    items.resize(count);
    std::sort(items.begin(), items.end());
    return [held_out = std::move(items)](const Purchase& purchase) {
      return std::binary_search(held_out.begin(), held_out.end(), purchase.item);
    };
  });
}

CustomerHoldout hold_out_customers(PurchaseView view, double share, std::uint64_t seed) {
  CustomerHoldout result;
  result.answering = hold_out_random(view, 1 - fold_in_share, seed);
  result.held_out.resize(view.user_count());
  for (std::size_t user = 0; user < view.user_count(); ++user) {
    // Not the stream that draws the items.
    const bool drawn = Random(seed + 1, user).uniform() < share;
    result.held_out[user] = drawn && distinct_items(view.history({row(user)})).size() > 1;
  }
  keep_truth_of(result.answering, result.held_out);
  return result;
}

Holdout hold_out_bundles(PurchaseView view, double fraction, std::uint64_t seed, CustomerFold fold) {
  const auto buyers = buyers_of(view, fold);
  return split(view, [&](std::size_t user, std::span<const Purchase> history) {
    std::vector<ItemId> items = distinct_items(history);
    Random random(seed, user);
    const std::size_t count = fold.holds(user) ? share_of(items.size(), fraction, random) : 0;
    if (count > 0) {
      const ItemId first = items[random.below(items.size())];
      std::vector<std::pair<double, ItemId>> nearest;
      for (const ItemId item : items) nearest.emplace_back(-cosine(buyers[first.row], buyers[item.row]), item);
      std::sort(nearest.begin(), nearest.end());  // `first` itself comes first
      std::transform(nearest.begin(), nearest.end(), items.begin(), [](const auto& one) { return one.second; });
      const std::size_t bundled = (count + 1) / 2;
      for (std::size_t i = bundled; i < count; ++i) std::swap(items[i], items[i + random.below(items.size() - i)]);
    }
    items.resize(count);
    std::sort(items.begin(), items.end());
    return [held_out = std::move(items)](const Purchase& purchase) {
      return std::binary_search(held_out.begin(), held_out.end(), purchase.item);
    };
  });
}

HoldoutPlan choose_holdout(PurchaseView view, std::uint64_t seed) {
  if (const std::uint32_t days = window_days(view.purchases); days > 0) {
    return {.kind = HoldoutKind::last_days, .days = days};
  }
  std::size_t customers = 0, returning = 0;
  for (std::size_t user = 0; user < view.user_count(); ++user) {
    const std::span<const Purchase> history = view.history({row(user)});
    if (history.empty()) continue;
    ++customers;
    if (order_span(history).two_or_more()) ++returning;
  }
  if (returning > 0 && returning * 5 >= customers) return {.kind = HoldoutKind::last_basket};
  return {.kind = HoldoutKind::random_items, .fraction = 0.1, .seed = seed};
}

Holdout hold_out(PurchaseView view, const HoldoutPlan& plan) {
  switch (plan.kind) {
    case HoldoutKind::last_days:
      return hold_out_last_days(view, plan.days);
    case HoldoutKind::last_basket:
      return hold_out_last_basket(view, plan.fold);
    case HoldoutKind::since:
      return hold_out_since(view, plan.time);
    case HoldoutKind::bundles:
      return hold_out_bundles(view, plan.fraction, plan.seed, plan.fold);
    case HoldoutKind::random_items:
    case HoldoutKind::customers:
      break;
  }
  assert(plan.kind == HoldoutKind::random_items);
  return hold_out_random(view, plan.fraction, plan.seed);
}

std::string describe(const HoldoutPlan& plan) {
  switch (plan.kind) {
    case HoldoutKind::last_days:
      return plan.days == 1 ? "purchases of the last day"
                            : "purchases of the last " + std::to_string(plan.days) + " days";
    case HoldoutKind::last_basket:
      return plan.fold.of == 1 ? "each customer's last basket"
                               : "the last basket of one customer in " + std::to_string(plan.fold.of);
    case HoldoutKind::since:
      return "purchases since " + iso_time(plan.time);
    case HoldoutKind::random_items:
    case HoldoutKind::bundles:
    case HoldoutKind::customers:
      break;
  }
  const auto percent = static_cast<int>(plan.fraction * 100 + 0.5);
  if (plan.kind == HoldoutKind::customers) {
    return std::to_string(percent) + "% of the customers, given four fifths of their products to find the rest, seed " +
           std::to_string(plan.seed);
  }
  const std::string what = plan.kind == HoldoutKind::bundles
                               ? "% of each customer's products, half of them in bundles of similar products"
                               : "% of each customer's products";
  return "a random " + std::to_string(percent) + what + ", seed " + std::to_string(plan.seed);
}

std::vector<ItemId> distinct_items(std::span<const Purchase> history) {
  std::vector<ItemId> items;
  items.reserve(history.size());
  for (const Purchase& purchase : history) {
    if (bought(purchase)) items.push_back(purchase.item);
  }
  sort_distinct(items);
  return items;
}

std::vector<ItemId> without_owned(std::span<const ItemId> truth, std::span<const ItemId> owned) {
  std::vector<ItemId> fresh;
  std::set_difference(truth.begin(), truth.end(), owned.begin(), owned.end(), std::back_inserter(fresh));
  return fresh;
}

void remove_owned(std::vector<std::uint64_t>& truth_offsets, std::vector<ItemId>& truth_items, PurchaseView histories) {
  std::vector<std::uint64_t> offsets = {0};
  std::vector<ItemId> items;
  offsets.reserve(truth_offsets.size());
  for (std::size_t user = 0; user + 1 < truth_offsets.size(); ++user) {
    const auto truth =
        std::span(truth_items).subspan(truth_offsets[user], truth_offsets[user + 1] - truth_offsets[user]);
    const std::vector<ItemId> fresh = without_owned(truth, distinct_items(histories.history({row(user)})));
    items.insert(items.end(), fresh.begin(), fresh.end());
    offsets.push_back(items.size());
  }
  truth_offsets = std::move(offsets);
  truth_items = std::move(items);
}

}  // namespace moshaver
