#include "models/simulation/shop_day.hpp"

#include <algorithm>

namespace moshaver::simulation {

ShopDay::ShopDay(const Calendar& days, const Catalogue& products, Population& customers, std::uint64_t seed)
    : calendar(days), catalogue(products), population(customers), random(seed, 71, 0) {}

void ShopDay::begin(std::uint64_t quota) {
  assert(number_ < calendar.days());
  quota_ = quota;
  events_.clear();
}

void ShopDay::end(std::vector<Event>& events) {
  sort_keys_.resize(events_.size());
  for (std::size_t i = 0; i < events_.size(); ++i) sort_keys_[i] = std::uint64_t{events_[i].second} << 40 | i;
  std::sort(sort_keys_.begin(), sort_keys_.end());
  events.clear();
  events.reserve(events_.size());
  for (const std::uint64_t key : sort_keys_) events.push_back(events_[key & 0xffffffffffULL]);
  ++number_;
}

}  // namespace moshaver::simulation
