#include "engine/advice/rules/rules.hpp"

#include <array>

namespace moshaver {

namespace {

constexpr std::array all_shop_rules = {&withdrawn_rule,    &out_of_stock_rule, &not_available_now_rule,
                                       &not_included_rule, &category_rule,     &brand_rule,
                                       &tags_rule,         &excluded_rule,     &in_cart_rule};
constexpr std::array all_obtainable_rules = {&not_for_you_rule, &not_deliverable_rule,  &arrives_late_rule,
                                             &no_slot_rule,     &outside_contract_rule, &price_rule,
                                             &over_budget_rule, &above_usual_gifts_rule};
constexpr std::array all_customer_rules = {&hidden_rule,        &complaint_open_rule, &returned_before_rule,
                                           &not_purchased_rule, &purchased_rule,      &owned_rule,
                                           &not_due_rule,       &frequency_cap_rule,  &given_before_rule,
                                           &same_product_rule,  &other_category_rule, &same_category_rule};

}  // namespace

std::span<const ShopRule* const> shop_rules() { return all_shop_rules; }
std::span<const ObtainableRule* const> obtainable_rules() { return all_obtainable_rules; }
std::span<const CustomerRule* const> customer_rules() { return all_customer_rules; }

EligibleProducts apply_shop_rules(const LiveCatalogue& catalogue, std::uint32_t model_count,
                                  const AdviceRequest& request, std::int64_t now, std::vector<std::string>& ignored) {
  EligibleProducts eligible(catalogue.size(), model_count);
  for (const ShopRule* rule : all_shop_rules) rule->apply(catalogue, request, now, eligible);
  for (const auto* ids : {&request.filters.include, &request.filters.exclude, &request.context.cart}) {
    for (const std::string& id : *ids) {
      if (!catalogue.find(id)) ignored.push_back(id);
    }
  }
  return eligible;
}

void apply_obtainable_rules(const LiveCatalogue& catalogue, const Situation& situation, EligibleProducts& eligible) {
  for (const ObtainableRule* rule : all_obtainable_rules) rule->apply(catalogue, situation, eligible);
  eligible.merge_variants(catalogue.groups(), catalogue.families());
}

void apply_customer_rules(const LiveCatalogue& catalogue, const AdviceRequest& request, std::optional<ItemId> product,
                          const AdviceHistory& history, EligibleProducts& eligible) {
  for (const CustomerRule* rule : all_customer_rules) rule->apply(catalogue, request, product, history, eligible);
}

}  // namespace moshaver
