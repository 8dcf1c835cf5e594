#include "engine/advice/free_slots.hpp"

#include <algorithm>

namespace moshaver {

bool is_open(const ShopSettings& settings, std::int64_t start, std::int64_t end) {
  const DeliverySettings& shop = settings.delivery;
  if (!shop.hours) return true;
  const LocalTime from = settings.time_zone.local(start);
  LocalTime until = settings.time_zone.local(end);
  if (until.day == from.day + 1 && until.second == 0) until = {from.day, 86'400, 0};
  if (until.day != from.day || shop.is_holiday(from.day)) return false;
  const std::vector<DailyHours>& openings = (*shop.hours)[weekday_of(from.day)];
  return std::any_of(openings.begin(), openings.end(), [&](const DailyHours& opening) {
    return opening.from <= from.second && until.second <= opening.until;
  });
}

std::optional<std::int64_t> first_free_slot(std::span<const ServiceSlot> slots, const SlotWindow& window,
                                            const ShopSettings& settings) {
  auto slot = std::lower_bound(slots.begin(), slots.end(), window.from,
                               [](const ServiceSlot& one, std::int64_t from) { return one.start < from; });
  for (; slot != slots.end() && slot->start < window.until; ++slot) {
    if (slot->is_free() && slot->end <= window.until && is_open(settings, slot->start, slot->end)) return slot->start;
  }
  return std::nullopt;
}

}  // namespace moshaver
