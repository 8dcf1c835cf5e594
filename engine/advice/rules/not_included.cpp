// Keeps only the products in filters.include.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule not_included_rule{"not_included", [](const LiveCatalogue& catalogue, const AdviceRequest& request,
                                                    std::int64_t, EligibleProducts& eligible) {
                                   if (request.filters.include.empty()) return;
                                   ItemBitmap included(word_count(catalogue.size()));
                                   for (const ItemId item : known_items(catalogue, request.filters.include))
                                     set_bit(included, item.row, true);
                                   eligible.keep_only(not_included_rule.name, included);
                                 }};

}  // namespace moshaver
