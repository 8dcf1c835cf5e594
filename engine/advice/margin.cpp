#include "engine/advice/margin.hpp"

#include <algorithm>
#include <cmath>

namespace moshaver {

std::size_t break_ties_by_margin(std::vector<RecommendedItem>& items, std::span<const std::optional<double>> margins,
                                 double band) {
  if (!(band > 0)) return 0;
  std::size_t moved = 0;
  for (std::size_t first = 0, last = 0; first < items.size(); first = last) {
    // Of a varied list the scores may also rise.
    const double most = band * std::abs(items[first].score);
    while (last < items.size() && std::abs(items[last].score - items[first].score) <= most) ++last;
    std::vector<std::size_t> places;
    for (std::size_t at = first; at < last; ++at) {
      if (margins[at]) places.push_back(at);
    }
    std::vector<std::size_t> order = places;
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return *margins[a] > *margins[b]; });
    std::vector<RecommendedItem> ordered;
    for (const std::size_t at : order) ordered.push_back(items[at]);
    for (std::size_t at = 0; at < places.size(); ++at) {
      if (order[at] == places[at]) continue;
      items[places[at]] = std::move(ordered[at]);
      ++moved;
    }
  }
  for (std::size_t at = 0; at < items.size(); ++at) items[at].rank = at + 1;
  return moved;
}

}  // namespace moshaver
