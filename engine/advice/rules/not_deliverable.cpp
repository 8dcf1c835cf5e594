// Removes products that list regions, but not the customer's, and all goods where the shop does not deliver. A product
// without regions is delivered wherever the shop delivers.
//
//   needs  context.region, or the customer's; [delivery.regions] in shop.toml
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ObtainableRule not_deliverable_rule{
    "not_deliverable", [](const LiveCatalogue& catalogue, const Situation& situation, EligibleProducts& eligible) {
      if (situation.region.empty()) return;
      const std::span asked(&situation.region, 1);
      eligible.remove(not_deliverable_rule.name,
                      *catalogue.where(rule_key("elsewhere", asked), [&](const LiveProduct& product) {
                        return !product.regions.empty() && !any_in(asked, product.regions);
                      }));
      if (situation.delivery().is_delivered()) return;
      eligible.remove(not_deliverable_rule.name,
                      *catalogue.where("good", [](const LiveProduct& product) { return !product.is_service; }));
    }};

}  // namespace moshaver
