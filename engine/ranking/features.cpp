#include "engine/ranking/features.hpp"

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

CustomerFeatures::CustomerFeatures(std::span<const Purchase> history, const ItemStatistics& statistics)
    : statistics_(statistics) {
  if (history.empty()) return;
  std::vector<Purchase> sorted;
  for (const Purchase& purchase : history) {
    if (purchase.quantity > 0 && purchase.item.row < statistics.all_time.size()) sorted.push_back(purchase);
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const Purchase& a, const Purchase& b) { return a.item < b.item; });
  const std::uint32_t last_order = history.back().order;
  const bool dated = statistics.now > 0;
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
    own.days_since = days_between(sorted[last - 1].time, statistics.now);
    const float span = dated ? days_between(sorted[first].time, sorted[last - 1].time)
                             : static_cast<float>(order - sorted[first].order);
    own.gap = own.orders > 1 ? span / (own.orders - 1) : missing;
    owned_.push_back(sorted[first].item);
    own_.push_back(own);
  }
  orders_ = static_cast<float>(last_order + 1);
  items_ = static_cast<float>(owned_.size());
  days_since_ = days_between(history.back().time, statistics.now);
  order_size_ = static_cast<float>(distinct) / orders_;
  repeat_share_ = distinct == 0 ? 0 : 1 - items_ / static_cast<float>(distinct);
  order_gap_ = orders_ > 1 ? days_between(history.front().time, history.back().time) / (orders_ - 1) : missing;
}

bool CustomerFeatures::owns(ItemId item) const { return std::binary_search(owned_.begin(), owned_.end(), item); }

void CustomerFeatures::write(ItemId candidate, std::span<float> out) const {
  auto at = out.begin();
  const std::size_t item = candidate.row;
  const auto found = std::lower_bound(owned_.begin(), owned_.end(), candidate);
  if (found == owned_.end() || *found != candidate) {
    at = std::fill_n(at, own_feature_count, missing);
  } else {
    const Own& own = own_[static_cast<std::size_t>(found - owned_.begin())];
    // The customer's own gap if there are two purchases, else that of all customers.
    const float gap = std::isnan(own.gap) ? statistics_.gap[item] : own.gap;
    const float since = statistics_.now > 0 ? own.days_since : own.orders_since;
    for (const float value :
         {own.orders, own.share, own.decayed, own.orders_since, own.days_since, (since + 1) / (gap + 1), gap}) {
      *at++ = value;
    }
  }
  for (const float value :
       {statistics_.all_time[item], statistics_.latest[item], statistics_.week[item], statistics_.quarter[item],
        statistics_.trend[item], statistics_.repeat_rate[item], statistics_.gap[item]}) {
    *at++ = value;
  }
  for (const float value : of_customer()) *at++ = value;
}

}  // namespace moshaver
