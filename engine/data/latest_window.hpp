// Where a history's latest part begins: what the customer bought in the last days of the data, or, where the data has no
// dates to count by, the last basket.
//
//   use  what customers alike bought lately; what follows what; how popular a product is now
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/data/purchase.hpp"

namespace moshaver {

struct LatestWindow {
  std::uint32_t days = 0;  // counted back from the data's last purchase, which is within; 0: the last basket
  bool operator==(const LatestWindow&) const = default;
};

// Seconds since 1970 UTC; 0: nothing has a date.
[[nodiscard]] std::uint32_t last_time(std::span<const Purchase>);

// The window that suits the data: 30 days where nine of ten purchases have a date and these span four times as long, else
// the last basket.
[[nodiscard]] LatestWindow natural_window(std::span<const Purchase>);

// The index of the first purchase that is within the window, and of all after it; history.size() where none is. `now` is
// the last_time of the data; purchases without a date are never within a window of days.
[[nodiscard]] std::size_t latest_begin(std::span<const Purchase> history, LatestWindow, std::uint32_t now);

}  // namespace moshaver
