// For complements: removes products in the categories of the product and the cart. A kettle does not complement a
// kettle.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule same_category_rule{
    "same_category", [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::optional<ItemId>,
                        const AdviceHistory& history, EligibleProducts& eligible) {
      if (request.placement != Placement::complements) return;
      for (const ItemId item : history.basket) {
        const auto& steps = catalogue.of(item).category;
        if (!steps.empty()) eligible.remove(same_category_rule.name, *of_category(catalogue, steps));
      }
    }};

}  // namespace moshaver
