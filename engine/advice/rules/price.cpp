// Keeps only products whose price is from filters.price_min to filters.price_max.
#include "engine/advice/rules/rule.hpp"

namespace moshaver {

const ShopRule price_rule{
    "price",
    [](const LiveCatalogue& catalogue, const AdviceRequest& request, std::int64_t, EligibleProducts& eligible) {
      const auto least = request.filters.price_min, most = request.filters.price_max;
      if (!least && !most) return;
      eligible.keep_only(
          price_rule.name, *catalogue.where(rule_key("price", least, most), [&](const LiveProduct& product) {
            return product.price && (!least || *product.price >= *least) && (!most || *product.price <= *most);
          }));
    }};

}  // namespace moshaver
