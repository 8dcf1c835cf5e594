// Removes the product in the request.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule same_product_rule{
    "excluded", [](const LiveCatalogue&, const AdviceRequest&, std::optional<ItemId> product, const AdviceHistory&,
                   EligibleProducts& eligible) {
      if (product) eligible.remove(same_product_rule.name, std::span(&*product, 1));
    }};

}  // namespace moshaver
