#include "models/evaluation/protocols.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <utility>

#include "engine/data/dataset.hpp"
#include "models/random/splitmix64.hpp"

namespace moshaver {
namespace {

constexpr std::uint32_t day_seconds = 86'400;
constexpr std::uint32_t longest_window_days = 30;

bool bought(const Purchase& purchase) { return purchase.quantity > 0; }

std::uint32_t row(std::size_t user) { return static_cast<std::uint32_t>(user); }

void sort_distinct(std::vector<ItemId>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

// One pass over all users. `split_of(user, history)` gives the test that says of a purchase whether it is held out.
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

std::uint32_t latest_time(std::span<const Purchase> purchases) {
  std::uint32_t latest = 0;
  for (const Purchase& purchase : purchases) latest = std::max(latest, purchase.time);
  return latest;
}

// Leaves those who are not `kept` nothing to be found.
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

// First and last order in which anything was bought.
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

// Days that hold a tenth of the dated purchases, 1 to 30; 0 where no window is sensible.
std::uint32_t window_days(std::span<const Purchase> purchases) {
  const std::uint32_t latest = latest_time(purchases);
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
  // Too little to judge by: a shop at rest for years, or one purchase dated by a clock gone wrong.
  const bool sensible = held_out * 2 <= dated && held_out * 1000 >= dated;
  return sensible ? days : 0;
}

// Gamma of shape 3 and mean 1: a sum of three exponentials.
double drift_weight(ItemId item, std::uint64_t seed) {
  Random random(~seed, item.row);
  double sum = 0;
  for (int draw = 0; draw < 3; ++draw) sum -= std::log(1 - random.uniform());
  return sum / 3;
}

// Puts `count` of them first, drawn one after the other by weight: the smallest of exponentials with the weights as
// rates (Efraimidis & Spirakis, Information Processing Letters 2006).
void take_by_weight(std::vector<ItemId>& items, std::size_t count, std::uint64_t seed, Random& random) {
  std::vector<std::pair<double, ItemId>> drawn;
  for (const ItemId item : items) {
    drawn.emplace_back(-std::log(1 - random.uniform()) / drift_weight(item, seed), item);
  }
  const auto end = drawn.begin() + static_cast<std::ptrdiff_t>(count);
  std::partial_sort(drawn.begin(), end, drawn.end());
  std::transform(drawn.begin(), drawn.end(), items.begin(), [](const auto& one) { return one.second; });
}

}  // namespace

Holdout hold_out_since(PurchaseView view, std::uint32_t time) {
  const auto held_out = [&](const Purchase& purchase) { return purchase.time > time; };
  return split(view, [&](std::size_t, std::span<const Purchase>) { return held_out; });
}

Holdout hold_out_last_days(PurchaseView view, std::uint32_t days) {
  const std::uint32_t latest = latest_time(view.purchases);
  const auto held_out = [&](const Purchase& purchase) {
    return purchase.time != 0 && (latest - purchase.time) / day_seconds < days;
  };
  return split(view, [&](std::size_t, std::span<const Purchase>) { return held_out; });
}

Holdout hold_out_last_basket(PurchaseView view, CustomerFold fold) {
  return split(view, [&](std::size_t user, std::span<const Purchase> history) {
    return [asked = fold.holds(user), orders = order_span(history)](const Purchase& purchase) {
      return asked && orders.two_or_more() && purchase.order >= orders.last;
    };
  });
}

Holdout hold_out_random(PurchaseView view, double fraction, std::uint64_t seed, bool drift) {
  assert(fraction >= 0);
  assert(fraction <= 1);
  return split(view, [&](std::size_t user, std::span<const Purchase> history) {
    std::vector<ItemId> items = distinct_items(history);
    Random random(seed, user);
    const auto wanted = static_cast<std::size_t>(fraction * static_cast<double>(items.size()) + random.uniform());
    const std::size_t count = items.empty() ? 0 : std::min(wanted, items.size() - 1);
    if (drift) {
      take_by_weight(items, count, seed, random);
    } else {
      for (std::size_t i = 0; i < count; ++i) std::swap(items[i], items[i + random.below(items.size() - i)]);
    }
    items.resize(count);
    std::sort(items.begin(), items.end());
    return [held = std::move(items)](const Purchase& purchase) {
      return std::binary_search(held.begin(), held.end(), purchase.item);
    };
  });
}

CustomerHoldout hold_out_customers(PurchaseView view, double share, std::uint64_t seed) {
  CustomerHoldout result;
  result.answering = hold_out_random(view, 1 - fold_in_share, seed);
  result.held_out.resize(view.user_count());
  for (std::size_t user = 0; user < view.user_count(); ++user) {
    // Another stream than the one that chooses the items.
    const bool drawn = Random(seed + 1, user).uniform() < share;
    result.held_out[user] = drawn && distinct_items(view.history({row(user)})).size() > 1;
  }
  keep_truth_of(result.answering, result.held_out);
  return result;
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
    case HoldoutKind::random_items:
    case HoldoutKind::customers:
      break;
  }
  assert(plan.kind == HoldoutKind::random_items);
  return hold_out_random(view, plan.fraction, plan.seed, plan.drift);
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
    case HoldoutKind::customers:
      break;
  }
  const auto percent = static_cast<int>(plan.fraction * 100 + 0.5);
  if (plan.kind == HoldoutKind::customers) {
    return std::to_string(percent) +
           "% of the customers, asked with four fifths of their products for the rest, seed " +
           std::to_string(plan.seed);
  }
  return "a random " + std::to_string(percent) + "% of each customer's products, seed " + std::to_string(plan.seed);
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

void remove_owned_from_truth(Holdout& holdout) {
  std::vector<std::uint64_t> offsets = {0};
  std::vector<ItemId> items;
  offsets.reserve(holdout.truth_offsets.size());
  for (std::size_t user = 0; user + 1 < holdout.truth_offsets.size(); ++user) {
    const UserId id{row(user)};
    const std::vector<ItemId> fresh =
        without_owned(holdout.truth(id), distinct_items(holdout.train.view().history(id)));
    items.insert(items.end(), fresh.begin(), fresh.end());
    offsets.push_back(items.size());
  }
  holdout.truth_offsets = std::move(offsets);
  holdout.truth_items = std::move(items);
}

}  // namespace moshaver
