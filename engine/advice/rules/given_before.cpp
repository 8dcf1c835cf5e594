// Removes what the recipient of a gift was given before, as far as the buyer may know it, and except what is bought again
// anyway (engine/advice/gift_basis.hpp).
//
//   needs  placement gift with a recipient; not with include_purchased
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule given_before_rule{"given_before",
                                     [](const LiveCatalogue&, const AdviceRequest& request, std::optional<ItemId>,
                                        const AdviceHistory& history, EligibleProducts& eligible) {
                                       if (!request.include_purchased)
                                         eligible.remove(given_before_rule.name, history.gift.given);
                                     }};

}  // namespace moshaver
