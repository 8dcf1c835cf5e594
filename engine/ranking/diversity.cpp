#include "engine/ranking/diversity.hpp"

#include <algorithm>
#include <bit>

namespace moshaver {

namespace {

struct Candidate {
  ScoredItem item;
  ProductKind kind;
  double relevance = 0;
  double nearest = 0;              // similarity to the most similar chosen product
  unsigned latest_duplicates = 0;  // a bit for each of the four products chosen last: is it a near duplicate?
};

constexpr int most_duplicates = 2;
constexpr unsigned latest_mask = 0b1111;

}  // namespace

std::size_t candidates_for_diversity(std::size_t count, double diversity) {
  if (diversity <= 0) return count;
  constexpr std::size_t least = 5, most = 200;
  const double share = std::min(15 * diversity, 3.0);
  return count + std::clamp(static_cast<std::size_t>(share * static_cast<double>(count)), least, most);
}

std::vector<ScoredItem> diversified(std::span<const ScoredItem> best_first, std::size_t count, double diversity,
                                    const std::function<ProductKind(ItemId)>& kind_of) {
  const std::size_t wanted = std::min(count, best_first.size());
  if (diversity <= 0) return {best_first.begin(), best_first.begin() + static_cast<std::ptrdiff_t>(wanted)};
  std::vector<ScoredItem> chosen;
  if (wanted == 0) return chosen;
  const auto highest = static_cast<double>(best_first.front().score);
  const double range = highest - static_cast<double>(best_first.back().score);
  std::vector<Candidate> rest;
  rest.reserve(best_first.size());
  for (const ScoredItem& item : best_first) {
    const double below = highest - static_cast<double>(item.score);
    rest.push_back({item, kind_of(item.item), range > 0 ? 1 - below / range : 1});
  }
  const auto value = [&](const Candidate& candidate) {
    const double postponed = std::popcount(candidate.latest_duplicates) >= most_duplicates ? 2 : 0;
    return (1 - diversity) * candidate.relevance - diversity * candidate.nearest - postponed;
  };
  while (chosen.size() < wanted) {
    // The first of equals: the one with the higher score.
    const auto best = std::max_element(rest.begin(), rest.end(),
                                       [&](const Candidate& a, const Candidate& b) { return value(a) < value(b); });
    const ProductKind kind = best->kind;
    chosen.push_back(best->item);
    rest.erase(best);
    for (Candidate& other : rest) {
      other.nearest = std::max(other.nearest, similarity(kind, other.kind));
      other.latest_duplicates =
          (other.latest_duplicates << 1U | (near_duplicates(kind, other.kind) ? 1U : 0U)) & latest_mask;
    }
  }
  return chosen;
}

}  // namespace moshaver
