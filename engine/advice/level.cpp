#include "engine/advice/level.hpp"

#include <algorithm>

namespace moshaver {

void set_level(const ShopState& shop, const Situation& situation, bool personal, std::span<const ItemId> shown,
               Advice& advice) {
  const LiveCatalogue& catalogue = *shop.catalogue;
  auto& needs = advice.next_level_needs;
  const auto any_shown = [&](const auto& lacks) {
    return std::any_of(shown.begin(), shown.end(), [&](ItemId item) { return lacks(catalogue.of(item)); });
  };
  if (personal && !advice.known) needs.emplace_back("history");
  const bool has_confidence =
      !advice.items.empty() && std::all_of(advice.items.begin(), advice.items.end(),
                                           [](const RecommendedItem& item) { return item.confidence.has_value(); });
  if (!has_confidence && needs.empty()) needs.emplace_back("confidence");
  if (!needs.empty()) return;
  advice.level = 1;
  if (any_shown([](const LiveProduct& product) { return !product.stock; })) needs.emplace_back("stock");
  if (situation.region.empty() && any_shown([](const LiveProduct& product) { return !product.regions.empty(); })) {
    needs.emplace_back("region");
  }
  if (!needs.empty()) return;
  advice.level = 2;
  // Without an id nobody's feedback can be heard; without any feedback the shop has no way to hear it.
  if (personal && advice.customer_id.empty()) needs.emplace_back("history");
  if (!shop.hears_feedback()) needs.emplace_back("feedback");
  if (!needs.empty()) return;
  advice.level = 3;
}

}  // namespace moshaver
