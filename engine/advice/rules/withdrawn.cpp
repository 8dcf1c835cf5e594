// Removes products that the shop has withdrawn.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule withdrawn_rule{
    "withdrawn", [](const LiveCatalogue& catalogue, const AdviceRequest&, std::int64_t, EligibleProducts& eligible) {
      eligible.remove(withdrawn_rule.name, catalogue.withdrawn());
    }};

}  // namespace moshaver
