// Removes products that the customer returned completely and has not bought again, in every size and colour. A return for
// the size alone removes nothing: the product is shown in another size (variants.hpp).
#include <algorithm>

#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule returned_before_rule{
    "returned_before", [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::optional<ItemId>,
                          const AdviceHistory& history, EligibleProducts& eligible) {
      if (request.include_purchased || history.feedback.returned.empty()) return;
      std::vector<ItemId> returned = grouped(catalogue.groups(), history.feedback.returned);
      const std::vector<ItemId> owned = excluded_items(history.customer.history, {}, false);
      std::erase_if(returned, [&](ItemId item) { return std::binary_search(owned.begin(), owned.end(), item); });
      eligible.remove(returned_before_rule.name, returned);
    }};

}  // namespace moshaver
