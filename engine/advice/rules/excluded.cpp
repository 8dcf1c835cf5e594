// Removes the products in filters.exclude.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule excluded_rule{"excluded", [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::int64_t,
                                            EligibleProducts& eligible) {
                               eligible.remove(excluded_rule.name, known_items(catalogue, request.filters.exclude));
                             }};

}  // namespace moshaver
