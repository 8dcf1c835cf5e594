// Removes products that cost more than twice the dearest gift that the buyer has given to anybody. Products without a
// price stay.
//
//   needs  placement gift; at least three gifts of the buyer with a price, and no budget in the request
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ObtainableRule above_usual_gifts_rule{
    "above_usual_gifts", [](const LiveCatalogue& catalogue, const Situation& situation, EligibleProducts& eligible) {
      if (!situation.most_for_gift) return;
      const std::string key = rule_key(price_key("gift of", situation).c_str(), {}, situation.most_for_gift);
      eligible.keep_only(above_usual_gifts_rule.name, *catalogue.where(key, [&](const LiveProduct& product) {
        return price_in(situation, product).value_or(0) <= *situation.most_for_gift;
      }));
    }};

}  // namespace moshaver
