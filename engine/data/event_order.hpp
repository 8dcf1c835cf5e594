// The order in which a customer's events count: by time, then, of those without a time, by order number if each event has
// one, and else as in the log. Exports of shops come in any order.
#pragma once

#include <compare>
#include <cstdint>

namespace moshaver {

struct EventPlace {
  std::uint32_t time = 0, order = 0;  // 0: none; order: order_key
};

// Whether the event has a time or an order number. Other texts of orders have keys from 0x80000000 on.
[[nodiscard]] inline bool is_placed(const EventPlace& event) {
  return event.time != 0 || (event.order != 0 && event.order < 0x80000000);
}
// `all_placed`: whether every event of the customer is. Equal: as in the log.
[[nodiscard]] inline std::strong_ordering compare(const EventPlace& a, const EventPlace& b, bool all_placed) {
  if (a.time != b.time) return a.time <=> b.time;
  return all_placed && a.time == 0 ? a.order <=> b.order : std::strong_ordering::equal;
}

}  // namespace moshaver
