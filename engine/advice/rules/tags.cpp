// Keeps only products that have one of filters.tags.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule tags_rule{
    "tags", [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::int64_t, EligibleProducts& eligible) {
      const auto tags = all_folded(request.filters.tags);
      if (tags.empty()) return;
      eligible.keep_only(tags_rule.name, *catalogue.where(rule_key("tags", tags), [&](const LiveProduct& product) {
        return any_in(product.tags, tags);
      }));
    }};

}  // namespace moshaver
