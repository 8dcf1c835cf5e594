// Removes products that cost more than the budget, and those without a price.
//
//   needs  context.budget, the limit for one item
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule over_budget_rule{
    "over_budget",
    [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::int64_t, EligibleProducts& eligible) {
      const auto budget = request.context.budget;
      if (!budget) return;
      eligible.keep_only(over_budget_rule.name,
                         *catalogue.where(rule_key("price", {}, budget), [&](const LiveProduct& product) {
                           return product.price && *product.price <= *budget;
                         }));
    }};

}  // namespace moshaver
