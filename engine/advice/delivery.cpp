#include "engine/advice/delivery.hpp"

#include <algorithm>
#include <cmath>

namespace moshaver {

namespace {

std::optional<int> transit_of(const DeliverySettings& delivery, std::string_view region) {
  if (delivery.regions.empty()) return 0;
  if (region.empty()) {
    int slowest = 0;
    for (const auto& [name, one] : delivery.regions) slowest = std::max(slowest, one.days_in_transit);
    return slowest;
  }
  auto found = delivery.regions.find(std::string(region));
  if (found == delivery.regions.end()) found = delivery.regions.find("*");
  return found == delivery.regions.end() ? std::nullopt : std::optional(found->second.days_in_transit);
}

}  // namespace

Delivery::Delivery(std::shared_ptr<const ShopSettings> settings, std::string_view region, std::int64_t now)
    : settings_(std::move(settings)) {
  const DeliverySettings& delivery = settings_->delivery;
  days_in_transit_ = transit_of(delivery, region);
  const LocalTime local = settings_->time_zone.local(now);
  today_ = local.day;
  const std::int32_t first = today_ + (delivery.cut_off && local.second >= *delivery.cut_off ? 1 : 0);
  const auto& days = delivery.working_days;
  start_ = static_cast<std::size_t>(std::lower_bound(days.begin(), days.end(), first) - days.begin());
}

std::optional<std::int32_t> Delivery::arrival(std::optional<double> lead_days) const {
  if (!lead_days || !days_in_transit_) return std::nullopt;
  const auto& days = settings_->delivery.working_days;
  const std::size_t leaves = start_ + static_cast<std::size_t>(std::ceil(*lead_days));
  if (leaves >= days.size()) return std::nullopt;
  const auto arrives = std::lower_bound(days.begin(), days.end(), days[leaves] + *days_in_transit_);
  return arrives == days.end() ? std::nullopt : std::optional(*arrives);
}

std::optional<std::int32_t> Delivery::last_order_day(double lead_days, std::int32_t day) const {
  const auto spare = most_lead_days(day) - static_cast<std::int32_t>(std::ceil(lead_days));
  if (spare < 0) return std::nullopt;
  return settings_->delivery.working_days[start_ + static_cast<std::size_t>(spare)];
}

std::int32_t Delivery::most_lead_days(std::int32_t day) const {
  const auto& days = settings_->delivery.working_days;
  const auto after = std::upper_bound(days.begin(), days.end(), day);
  if (!days_in_transit_ || after == days.begin()) return -1;
  const std::int32_t last_leaving = *(after - 1) - *days_in_transit_;
  const auto beyond = std::upper_bound(days.begin(), days.end(), last_leaving) - days.begin();
  return std::max(-1, static_cast<std::int32_t>(beyond) - 1 - static_cast<std::int32_t>(start_));
}

}  // namespace moshaver
