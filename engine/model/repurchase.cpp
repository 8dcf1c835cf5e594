#include "engine/model/repurchase.hpp"

#include <algorithm>
#include <cmath>

namespace moshaver {

double GapDistribution::survival(double gap) const {
  if (!(gap > 0)) return 1;
  return 0.5 * std::erfc((std::log(gap) - mean) / std::sqrt(2 * variance));
}

void OccasionFinder::collect(std::span<const Purchase> history, std::uint32_t item_count) {
  sorted_.clear();
  for (const Purchase& purchase : history) {
    if (purchase.quantity > 0 && purchase.item.row < item_count) sorted_.push_back(purchase);
  }
  // Within a product in the order of the history, which is that of time.
  std::stable_sort(sorted_.begin(), sorted_.end(),
                   [](const Purchase& a, const Purchase& b) { return a.item < b.item; });
}

Occasions OccasionFinder::occasions(std::size_t first, std::size_t last, bool in_days) {
  const auto bought = std::span(sorted_).subspan(first, last - first);
  const bool dated =
      in_days && std::all_of(bought.begin(), bought.end(), [](const Purchase& one) { return one.time != 0; });
  times_.clear();
  for (const Purchase& one : bought) {
    const float time =
        dated ? static_cast<float>(static_cast<double>(one.time) / day_seconds) : static_cast<float>(one.order);
    if (times_.empty() || time - times_.back() >= 0.5F) times_.push_back(time);
  }
  return {bought.front().item, times_, dated};
}

}  // namespace moshaver
