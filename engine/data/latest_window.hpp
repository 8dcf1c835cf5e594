// Where the recent part of a history begins: what the customer bought in the last days of the data, or the last basket
// if the data has too few dates.
//
//   use  what similar customers bought lately; which product follows which; how popular a product is now
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/data/purchase.hpp"

namespace moshaver {

struct LatestWindow {
  std::uint32_t days = 0;  // back from the last purchase of the data, inclusive; 0: the last basket
  bool operator==(const LatestWindow&) const = default;
};

// Seconds since 1970 UTC; 0: no purchase has a date.
[[nodiscard]] std::uint32_t last_time(std::span<const Purchase>);

// The window for the data: 30 days if nine of ten purchases have a date and these span at least 120 days, else the last
// basket.
[[nodiscard]] LatestWindow natural_window(std::span<const Purchase>);

// The index of the first purchase of the window, which reaches to the end of the history; history.size() if it is
// empty. `now` is the last_time of the data; purchases without a date are never in a window of days.
[[nodiscard]] std::size_t latest_begin(std::span<const Purchase> history, LatestWindow, std::uint32_t now);

}  // namespace moshaver
