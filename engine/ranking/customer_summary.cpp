#include "engine/ranking/customer_summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace moshaver {

namespace {

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

float days_between(std::uint32_t from, std::uint32_t until) {
  return from == 0 || until < from ? missing : static_cast<float>(until - from) / static_cast<float>(day_seconds);
}

}  // namespace

CustomerSummary::CustomerSummary(std::span<const Purchase> history, std::size_t item_count, std::uint32_t now) {
  if (history.empty()) return;
  std::vector<Purchase> sorted;
  for (const Purchase& purchase : history) {
    if (purchase.quantity > 0 && purchase.item.row < item_count) sorted.push_back(purchase);
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const Purchase& a, const Purchase& b) { return a.item < b.item; });
  const std::uint32_t last_order = history.back().order;
  std::size_t distinct = 0;  // pairs of product and order
  for (std::size_t first = 0, last; first < sorted.size(); first = last) {
    for (last = first + 1; last < sorted.size() && sorted[last].item == sorted[first].item;) ++last;
    Own own;
    std::uint32_t order = last_order + 1;
    for (std::size_t at = first; at < last; ++at) {
      if (sorted[at].order == order) continue;
      order = sorted[at].order;
      own.orders += 1;
      own.decayed += std::pow(0.8F, static_cast<float>(last_order - order));
    }
    distinct += static_cast<std::size_t>(own.orders);
    own.share = own.orders / static_cast<float>(last_order + 1);
    own.orders_since = static_cast<float>(last_order - order);
    own.days_since = days_between(sorted[last - 1].time, now);
    const float span = now > 0 ? days_between(sorted[first].time, sorted[last - 1].time)
                               : static_cast<float>(order - sorted[first].order);
    own.gap = own.orders > 1 ? span / (own.orders - 1) : missing;
    owned_.push_back(sorted[first].item);
    own_.push_back(own);
  }
  const float orders = static_cast<float>(last_order + 1), items = static_cast<float>(owned_.size());
  const float pairs = static_cast<float>(distinct);
  // A purchase after `now` came in after the model was opened: that is today.
  const std::uint32_t last_time = now > 0 ? std::min(history.back().time, now) : history.back().time;
  features_ = {orders,
               items,
               days_between(last_time, now),
               pairs / orders,
               distinct == 0 ? 0 : 1 - items / pairs,
               orders > 1 ? days_between(history.front().time, history.back().time) / (orders - 1) : missing};
}

const CustomerSummary::Own* CustomerSummary::own(ItemId item) const {
  const auto found = std::lower_bound(owned_.begin(), owned_.end(), item);
  if (found == owned_.end() || *found != item) return nullptr;
  return &own_[static_cast<std::size_t>(found - owned_.begin())];
}

}  // namespace moshaver
