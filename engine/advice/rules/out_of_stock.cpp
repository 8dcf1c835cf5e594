// Removes products whose stock is 0 or less. A product with unknown stock stays.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule out_of_stock_rule{
    "out_of_stock", [](const LiveCatalogue& catalogue, const AdviceRequest&, std::int64_t, EligibleProducts& eligible) {
      eligible.remove(out_of_stock_rule.name, catalogue.out_of_stock());
    }};

}  // namespace moshaver
