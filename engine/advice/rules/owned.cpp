// Removes products that the customer has and that are not bought again: durables.
//
//   needs  a model that learned which products are bought again (engine/advice/due.hpp); not with include_purchased
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule owned_rule{
    "owned", [](const LiveCatalogue&, const AdviceRequest&, std::optional<ItemId>, const AdviceHistory& history,
                EligibleProducts& eligible) { eligible.remove(owned_rule.name, history.owned.owned); }};

}  // namespace moshaver
