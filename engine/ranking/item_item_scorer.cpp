#include "engine/ranking/item_item_scorer.hpp"

#include <algorithm>
#include <cmath>

namespace moshaver {

float ItemItemScorer::weight_of(const HeldItem& held, std::uint32_t latest_order) const {
  const float weight = part_.count_exponent == 0 ? 1 : std::pow(held.baskets, part_.count_exponent);
  return part_.basket_decay == 1
             ? weight
             : weight * std::pow(part_.basket_decay, static_cast<float>(latest_order - held.last_order));
}

void ItemItemScorer::add_row(ItemId source, float weight, std::span<float> scores) const {
  const auto targets = part_.rows.columns_of(source.row);
  const auto values = part_.rows.values_of(source.row);
  for (std::size_t at = 0; at < targets.size(); ++at) scores[targets[at]] += weight * values[at];
}

void ItemItemScorer::set_popularity(std::span<float> scores) const {
  for (std::size_t item = 0; item < scores.size(); ++item) scores[item] = part_.popularity_weight * popularity_[item];
}

void ItemItemScorer::score_one(const CustomerState& customer, std::span<float> scores) const {
  set_popularity(scores);
  for (const HeldItem& held : held_items(customer.history, part_.rows.row_count())) {
    add_row(held.item, weight_of(held, customer.history.back().order), scores);
  }
}

std::vector<Contribution> ItemItemScorer::evidence(const CustomerState& customer, ItemId item) const {
  std::vector<Contribution> contributions;
  if (item.row >= popularity_.size()) return contributions;
  for (const HeldItem& held : held_items(customer.history, part_.rows.row_count())) {
    const auto targets = part_.rows.columns_of(held.item.row);
    const auto found = std::lower_bound(targets.begin(), targets.end(), item.row);
    if (found == targets.end() || *found != item.row) continue;
    const float value = part_.rows.values_of(held.item.row)[static_cast<std::size_t>(found - targets.begin())];
    contributions.push_back(
        {ReasonCode::bought_together, held.item, weight_of(held, customer.history.back().order) * value, 0});
  }
  contributions.push_back({ReasonCode::popular, item, part_.popularity_weight * popularity_[item.row], 0});
  sort_largest_first(contributions);
  return contributions;
}

std::vector<ScoredItem> ItemItemScorer::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  const std::span<float> scores = scratch_scores(item_count());
  set_popularity(scores);
  add_row(item, 1, scores);
  return best_but(item, scores, count, exclusions);
}

}  // namespace moshaver
