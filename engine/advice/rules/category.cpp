// Keeps only products in filters.category or its subcategories.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule category_rule{"category", [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::int64_t,
                                            EligibleProducts& eligible) {
                               const auto steps = category_steps(request.filters.category);
                               if (!steps.empty())
                                 eligible.keep_only(category_rule.name, *of_category(catalogue, steps));
                             }};

}  // namespace moshaver
