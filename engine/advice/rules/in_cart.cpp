// Removes products that are already in the cart.
//
//   needs  context.cart
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule in_cart_rule{"in_cart", [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::int64_t,
                                          EligibleProducts& eligible) {
                              eligible.remove(in_cart_rule.name, known_items(catalogue, request.context.cart));
                            }};

}  // namespace moshaver
