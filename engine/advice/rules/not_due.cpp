// Removes products that the customer buys again and again but does not need yet, or has stopped buying.
//
//   needs  a model that learned which products are bought again (engine/advice/due.hpp); not with include_purchased
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule not_due_rule{
    "not_due", [](const LiveCatalogue&, const AdviceRequest&, std::optional<ItemId>, const AdviceHistory& history,
                  EligibleProducts& eligible) { eligible.remove(not_due_rule.name, history.owned.not_due); }};

}  // namespace moshaver
