// Removes products that the customer has bought, unless the request includes them.
//
//   needs  include_purchased; not applied to buy_again, nor with a model that learned which products are bought again:
//          then owned.cpp and not_due.cpp apply
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule purchased_rule{
    "purchased", [](const LiveCatalogue&, const AdviceRequest& request, std::optional<ItemId>,
                    const AdviceHistory& history, EligibleProducts& eligible) {
      if (request.include_purchased || request.placement == Placement::buy_again || history.owned.known) return;
      eligible.remove(purchased_rule.name, excluded_items(history.customer.history, {}, false));
    }};

}  // namespace moshaver
