#include "engine/advice/request.hpp"

#include <cmath>

#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/ranking/relations.hpp"

namespace moshaver {

namespace {

constexpr std::size_t max_count = 1'000;

bool is_of_product(Placement placement) {
  return placement == Placement::similar || placement == Placement::alternatives || placement == Placement::complements;
}

Result<void> check_amount(std::optional<double> amount, const std::string& field) {
  if (!amount || (std::isfinite(*amount) && *amount >= 0)) return {};
  return failure(ErrorCode::invalid_argument, field + " must be a number that is 0 or more", field);
}

Result<void> check_ids(std::span<const std::string> ids, const std::string& field) {
  for (const std::string& id : ids) MOSHAVER_CHECK(check_id(id, field));
  return {};
}

Result<void> check_product(const AdviceRequest& request) {
  const std::string placement(to_string(request.placement));
  const bool takes_cart = request.placement == Placement::complements;
  const bool needed = is_of_product(request.placement) && !(takes_cart && !request.context.cart.empty());
  if (needed && request.product_id.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "product_id is missing; " + placement + " needs a product" + (takes_cart ? " or context.cart" : ""),
                   "product_id");
  }
  if (!is_of_product(request.placement) && !request.product_id.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "product_id is given, but " + placement +
                       " takes no product; omit it, or use similar, alternatives or complements",
                   "product_id");
  }
  return {};
}

}  // namespace

Result<void> check_request(const AdviceRequest& request) {
  if (request.count == 0 || request.count > max_count) {
    return failure(ErrorCode::invalid_argument,
                   "count is " + std::to_string(request.count) + "; it must be from 1 to 1000", "count");
  }
  if (!request.customer_id.empty()) {
    MOSHAVER_CHECK(check_id(request.customer_id, "customer_id"));
    if (!request.history.empty()) {
      return failure(ErrorCode::invalid_argument, "customer_id and history are both given; give only one", "history");
    }
  }
  MOSHAVER_CHECK(check_ids(request.history, "history"));
  MOSHAVER_CHECK(check_ids(request.filters.include, "filters.include"));
  MOSHAVER_CHECK(check_ids(request.filters.exclude, "filters.exclude"));
  MOSHAVER_CHECK(check_ids(request.context.cart, "context.cart"));
  MOSHAVER_CHECK(check_amount(request.filters.price_min, "filters.price_min"));
  MOSHAVER_CHECK(check_amount(request.filters.price_max, "filters.price_max"));
  MOSHAVER_CHECK(check_amount(request.context.budget, "context.budget"));
  if (const auto least = request.filters.min_confidence; least && !(*least >= 0 && *least <= 1)) {
    return failure(ErrorCode::invalid_argument, "filters.min_confidence must be from 0 to 1", "filters.min_confidence");
  }
  MOSHAVER_CHECK(check_text(request.filters.category, "filters.category"));
  MOSHAVER_CHECK(check_text(request.context.region, "context.region"));
  MOSHAVER_CHECK(time_of(request, 0));
  return check_product(request);
}

// Rules read the catalogue, which a model without a shop does not have.
Result<void> check_for(const ShopState& shop, const AdviceRequest& request) {
  if (shop.has_catalogue) return {};
  const AdviceFilters& filters = request.filters;
  const AdviceContext& context = request.context;
  const std::pair<const char*, bool> given[] = {{"filters.category", !filters.category.empty()},
                                                {"filters.brands", !filters.brands.empty()},
                                                {"filters.tags", !filters.tags.empty()},
                                                {"filters.price_min", filters.price_min.has_value()},
                                                {"filters.price_max", filters.price_max.has_value()},
                                                {"filters.include", !filters.include.empty()},
                                                {"filters.exclude", !filters.exclude.empty()},
                                                {"filters.min_confidence", filters.min_confidence.has_value()},
                                                {"context.now", !context.now.empty()},
                                                {"context.region", !context.region.empty()},
                                                {"context.budget", context.budget.has_value()},
                                                {"context.cart", !context.cart.empty()}};
  for (const auto& [field, is_given] : given) {
    if (!is_given) continue;
    return failure(ErrorCode::invalid_argument,
                   std::string(field) +
                       " needs a shop: a model knows no stock, prices, dates or regions; "
                       "use the shop instead of the model",
                   field);
  }
  return {};
}

Result<std::int64_t> time_of(const AdviceRequest& request, std::int64_t clock) {
  if (request.context.now.empty()) return clock;
  return checked_time(request.context.now, "context.now");
}

Result<std::optional<ItemId>> product_of(const ShopState& shop, const AdviceRequest& request) {
  if (request.product_id.empty()) return std::nullopt;
  const auto found = shop.catalogue->find(request.product_id);
  if (!found) {
    return failure(ErrorCode::unknown_item, "no product \"" + display_text(request.product_id) + "\" in this shop",
                   "product_id");
  }
  if (request.placement != Placement::alternatives || !shop.catalogue->of(*found).category.empty()) return found;
  const auto& substitutes = shop.model->ranker.model().relations.substitutes;
  if (substitutes && !related(*substitutes, *found, 1).empty()) return found;
  return failure(ErrorCode::invalid_argument,
                 "alternatives come from the product's category, and product \"" + display_text(request.product_id) +
                     "\" has none; use similar, or give the product a category",
                 "product_id");
}

}  // namespace moshaver
