// A time at which a service can be had, and what is booked of it. Times are seconds since 1970 UTC.
#pragma once

#include <cstdint>

#include "engine/data/records.hpp"
#include "moshaver/slots.hpp"

namespace moshaver {

using SlotRecord = BasicSlot<AsChecked>;

struct ServiceSlot {
  std::int64_t start = 0, end = 0;
  double capacity = 1, booked = 0;

  [[nodiscard]] bool is_free() const { return booked + 1 <= capacity; }
};
// Of the slot of a product that begins then. A quantity below 0 was given back.
struct SlotBooking {
  std::uint32_t product = 0;
  std::int64_t start = 0;
  double quantity = 0;
};

}  // namespace moshaver
