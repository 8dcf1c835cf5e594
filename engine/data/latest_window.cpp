#include "engine/data/latest_window.hpp"

#include <algorithm>

namespace moshaver {

std::uint32_t last_time(std::span<const Purchase> purchases) {
  std::uint32_t latest = 0;
  for (const Purchase& purchase : purchases) latest = std::max(latest, purchase.time);
  return latest;
}

LatestWindow natural_window(std::span<const Purchase> purchases) {
  constexpr std::uint32_t days = 30;
  std::uint32_t first = 0xffffffff, last = 0;
  std::size_t dated = 0;
  for (const Purchase& purchase : purchases) {
    if (purchase.time == 0) continue;
    ++dated;
    first = std::min(first, purchase.time);
    last = std::max(last, purchase.time);
  }
  const bool suits = dated > 0 && dated * 10 >= purchases.size() * 9 && (last - first) / day_seconds >= 4 * days;
  return {suits ? days : 0};
}

std::size_t latest_begin(std::span<const Purchase> history, LatestWindow window, std::uint32_t now) {
  std::size_t begin = history.size();
  while (begin > 0) {
    const Purchase& purchase = history[begin - 1];
    const bool within = window.days == 0 ? purchase.order == history.back().order
                                         : purchase.time != 0 && (now - purchase.time) / day_seconds < window.days;
    if (!within) break;
    --begin;
  }
  return begin;
}

}  // namespace moshaver
