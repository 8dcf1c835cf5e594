// Keeps only products whose price is from filters.price_min to filters.price_max. It is what this customer pays, in the
// shop's currency, as the answer shows it.
//
//   needs  filters.price_min, filters.price_max; the account's contract
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ObtainableRule price_rule{
    "price", [](const LiveCatalogue& catalogue, const Situation& situation, EligibleProducts& eligible) {
      const auto least = situation.price_min, most = situation.price_max;
      if (!least && !most) return;
      const std::string key = rule_key(price_key("price", situation).c_str(), least, most);
      eligible.keep_only(price_rule.name, *catalogue.where(key, [&](const LiveProduct& product) {
        const auto price = price_in(situation, product);
        return price && (!least || *price >= *least) && (!most || *price <= *most);
      }));
    }};

}  // namespace moshaver
