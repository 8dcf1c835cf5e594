// Removes products that cost more than the budget, those without a price, and those with a price in another currency
// than the shop's. With budget_scope list, list_budget.hpp then chooses a list whose sum is within the budget.
//
//   needs  context.budget; the account's contract
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ObtainableRule over_budget_rule{
    "over_budget", [](const LiveCatalogue& catalogue, const Situation& situation, EligibleProducts& eligible) {
      if (!situation.budget) return;
      const std::string key = rule_key(price_key("budget", situation).c_str(), {}, situation.budget);
      eligible.keep_only(over_budget_rule.name, *catalogue.where(key, [&](const LiveProduct& product) {
        const auto price = price_in(situation, product);
        return price && *price <= *situation.budget;
      }));
    }};

}  // namespace moshaver
