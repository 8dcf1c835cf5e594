// Removes products that list regions, but not the customer's. A product without regions is delivered everywhere.
//
//   needs  context.region
#include "engine/advice/rules/rule.hpp"
#include "engine/text/fold.hpp"

namespace moshaver {

const ShopRule not_deliverable_rule{
    "not_deliverable",
    [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::int64_t, EligibleProducts& eligible) {
      const std::string region = folded(request.context.region);
      if (region.empty()) return;
      const std::span asked(&region, 1);
      eligible.remove(not_deliverable_rule.name,
                      *catalogue.where(rule_key("elsewhere", asked), [&](const LiveProduct& product) {
                        return !product.regions.empty() && !any_in(asked, product.regions);
                      }));
    }};

}  // namespace moshaver
