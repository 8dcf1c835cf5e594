// For alternatives: keeps only products in the product's category, if it has one.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const CustomerRule other_category_rule{
    "other_category", [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::optional<ItemId> product,
                         const AdviceHistory&, EligibleProducts& eligible) {
      if (request.placement != Placement::alternatives) return;
      const auto& steps = catalogue.of(*product).category;
      if (!steps.empty()) eligible.keep_only(other_category_rule.name, *of_category(catalogue, steps));
    }};

}  // namespace moshaver
