// For buy_again: keeps only products that the customer has bought.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule not_purchased_rule{
    "not_purchased", [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::optional<ItemId>,
                        const AdviceHistory& history, EligibleProducts& eligible) {
      if (request.placement != Placement::buy_again) return;
      ItemBitmap purchased(word_count(catalogue.size()));
      for (const ItemId item : excluded_items(history.customer.history, {}, false)) set_bit(purchased, item.row, true);
      eligible.keep_only(not_purchased_rule.name, purchased);
    }};

}  // namespace moshaver
