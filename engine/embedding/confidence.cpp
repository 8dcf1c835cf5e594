#include "engine/embedding/confidence.hpp"

#include <algorithm>
#include <cmath>

namespace moshaver {

namespace {

// A smaller confidence counts as this one, so that 1 / sqrt(c) stays finite.
constexpr float min_confidence = 1e-12F;

}  // namespace

std::vector<WeightedItem> confident_items(std::span<const Purchase> history, std::uint32_t item_count,
                                          const ConfidenceRule& rule) {
  struct Held {
    std::uint32_t item, basket, time;
    auto operator<=>(const Held&) const = default;
  };
  std::vector<Held> held;
  held.reserve(history.size());
  std::uint32_t now = 0;
  for (const Purchase& purchase : history) {
    now = std::max(now, purchase.time);
    if (purchase.item.row < item_count) held.push_back({purchase.item.row, purchase.order, purchase.time});
  }
  std::sort(held.begin(), held.end());
  std::vector<WeightedItem> items;
  items.reserve(held.size());
  for (std::size_t first = 0, last = 0; first < held.size(); first = last) {
    float baskets = 0;
    std::uint32_t latest = 0;
    for (; last < held.size() && held[last].item == held[first].item; ++last) {
      if (last == first || held[last].basket != held[last - 1].basket) ++baskets;
      latest = std::max(latest, held[last].time);
    }
    float confidence = rule.count_exponent == 0 || baskets == 1 ? 1 : std::pow(baskets, rule.count_exponent);
    if (rule.half_life_days > 0 && latest != 0) {
      confidence *=
          std::exp2(-static_cast<float>(now - latest) / static_cast<float>(day_seconds) / rule.half_life_days);
    }
    items.push_back({ItemId{held[first].item}, std::max(confidence, min_confidence)});
  }
  return items;
}

SparseRows confidences(const Histories& histories, const ConfidenceRule& rule) {
  SparseRows rows;
  rows.offsets.reserve(histories.offsets.size());
  rows.columns.reserve(histories.purchases.size());
  rows.values.reserve(histories.purchases.size());
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    for (const WeightedItem& item : confident_items(histories.of(UserId{user}), histories.item_count, rule)) {
      rows.columns.push_back(item.item.row);
      rows.values.push_back(item.weight);
    }
    rows.offsets.push_back(rows.columns.size());
  }
  return rows;
}

}  // namespace moshaver
