// Keeps only products of the brands in filters.brands.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule brand_rule{
    "brand",
    [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::int64_t, EligibleProducts& eligible) {
      const auto brands = all_folded(request.filters.brands);
      if (brands.empty()) return;
      eligible.keep_only(brand_rule.name, *catalogue.where(rule_key("brand", brands), [&](const LiveProduct& product) {
        return any_in(std::span(&product.brand, 1), brands);
      }));
    }};

}  // namespace moshaver
