// Removes products that the customer disliked or hid.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule hidden_rule{
    "hidden", [](const LiveCatalogue&, const AdviceRequest&, std::optional<ItemId>, const AdviceHistory& history,
                 EligibleProducts& eligible) { eligible.remove(hidden_rule.name, history.customer.hidden); }};

}  // namespace moshaver
