// The first free slot of a service within a time, and within the shop's opening hours.
//
//   free     one more booking is within its capacity
//   within   it begins at the start of the time or later, and ends at its end or before
//   open     it begins and ends within one opening of a day that is no holiday; [delivery] hours in shop.toml
//   cost     a search and the slots up to the first free one
//   test     tests/advice/slots_test.cpp
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "engine/data/service_slot.hpp"
#include "engine/live/shop_settings.hpp"

namespace moshaver {

// Seconds since 1970 UTC.
struct SlotWindow {
  std::int64_t from = 0, until = std::numeric_limits<std::int64_t>::max();
};

[[nodiscard]] bool is_open(const ShopSettings&, std::int64_t start, std::int64_t end);
// Its start; `slots` are by start.
[[nodiscard]] std::optional<std::int64_t> first_free_slot(std::span<const ServiceSlot> slots, const SlotWindow&,
                                                          const ShopSettings&);

}  // namespace moshaver
