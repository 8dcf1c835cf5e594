// Removes products that are already in the cart, in every size and colour.
//
//   needs  context.cart
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule in_cart_rule{"in_cart", [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::int64_t,
                                          EligibleProducts& eligible) {
                              std::vector<ItemId> in_cart;
                              for (const ItemId item : known_items(catalogue, request.context.cart)) {
                                const std::vector<ItemId> group = catalogue.groups().with_variants(item);
                                in_cart.insert(in_cart.end(), group.begin(), group.end());
                              }
                              eligible.remove(in_cart_rule.name, in_cart);
                            }};

}  // namespace moshaver
