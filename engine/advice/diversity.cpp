#include "engine/advice/diversity.hpp"

#include <algorithm>

namespace moshaver {

double similarity_in_kind(const LiveProduct& a, const LiveProduct& b) {
  constexpr double of_category = 0.8, of_brand = 0.2;
  const std::size_t longest = std::max(a.category.size(), b.category.size());
  std::size_t common = 0;
  while (common < std::min(a.category.size(), b.category.size()) && a.category[common] == b.category[common]) ++common;
  const double category = longest == 0 ? 0 : static_cast<double>(common) / static_cast<double>(longest);
  return of_category * category + (!a.brand.empty() && a.brand == b.brand ? of_brand : 0);
}

std::size_t candidates_for_diversity(std::size_t count) { return std::min(4 * count, count + 200); }

std::vector<ScoredItem> diversified(std::span<const ScoredItem> best_first, std::size_t count, double diversity,
                                    const LiveCatalogue& catalogue) {
  std::vector<ScoredItem> chosen;
  if (best_first.empty()) return chosen;
  const double highest = static_cast<double>(best_first.front().score);
  const double range = highest - static_cast<double>(best_first.back().score);
  std::vector<double> nearest(best_first.size(), 0);  // similarity to the most similar chosen product
  std::vector<bool> taken(best_first.size(), false);
  while (chosen.size() < std::min(count, best_first.size())) {
    std::size_t next = best_first.size();
    double best = 0;
    for (std::size_t at = 0; at < best_first.size(); ++at) {
      if (taken[at]) continue;
      const double below = highest - static_cast<double>(best_first[at].score);
      const double value = (1 - diversity) * (range > 0 ? 1 - below / range : 1) - diversity * nearest[at];
      if (next == best_first.size() || value > best) {
        next = at;
        best = value;
      }
    }
    taken[next] = true;
    chosen.push_back(best_first[next]);
    const LiveProduct& product = catalogue.of(best_first[next].item);
    for (std::size_t at = 0; at < best_first.size(); ++at) {
      if (!taken[at])
        nearest[at] = std::max(nearest[at], similarity_in_kind(product, catalogue.of(best_first[at].item)));
    }
  }
  return chosen;
}

}  // namespace moshaver
