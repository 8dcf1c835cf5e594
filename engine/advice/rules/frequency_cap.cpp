// Removes products that were shown to the customer as often as the frequency cap of shop.toml allows.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule frequency_cap_rule{
    "frequency_cap", [](const LiveCatalogue&, const AdviceRequest&, std::optional<ItemId>, const AdviceHistory& history,
                        EligibleProducts& eligible) { eligible.remove(frequency_cap_rule.name, history.shown_often); }};

}  // namespace moshaver
