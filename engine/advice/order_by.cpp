#include "engine/advice/order_by.hpp"

#include <algorithm>

#include "engine/advice/rules/rules.hpp"

namespace moshaver {

namespace {

EligibleProducts allowed_now(const ShopState& shop, std::int64_t now) {
  std::vector<std::string> ignored;
  return apply_shop_rules(*shop.catalogue, shop.base->data.products.size(), AdviceRequest{}, now, ignored);
}

}  // namespace

OrderDays::OrderDays(const ShopState& shop, std::int64_t now) : shop_(shop), by_shop_(allowed_now(shop, now)) {}

std::optional<double> OrderDays::quickest(const Situation& situation) {
  const auto met =
      std::find_if(met_.begin(), met_.end(), [&](const auto& one) { return same_obtainable(one.first, situation); });
  if (met != met_.end()) return met->second;
  const LiveCatalogue& catalogue = *shop_.catalogue;
  EligibleProducts eligible = by_shop_;
  apply_obtainable_rules(catalogue, situation, eligible);
  std::optional<double> least;
  for (std::uint32_t row = 0; row < catalogue.size(); ++row) {
    const LiveProduct& product = catalogue.of(ItemId{row});
    if (product.is_service || !product.lead_days || !eligible.contains_variant(ItemId{row})) continue;
    least = std::min(least.value_or(*product.lead_days), *product.lead_days);
  }
  met_.emplace_back(situation, least);
  return least;
}

OrderDays::Answer OrderDays::last_day(const Situation& situation, std::int32_t arrives_by) {
  const auto lead_days = quickest(situation);
  const Delivery delivery = situation.delivery();
  if (!lead_days || !delivery.is_delivered()) return {};
  return {true, delivery.last_order_day(*lead_days, arrives_by)};
}

}  // namespace moshaver
