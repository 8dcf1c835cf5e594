#include "engine/advice/request.hpp"

#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/ranking/relations.hpp"
#include "moshaver/advice_fields.hpp"
#include "moshaver/is_given.hpp"

namespace moshaver {

namespace {

bool is_of_product(Placement placement) {
  return placement == Placement::similar || placement == Placement::alternatives || placement == Placement::complements;
}

// The first field of `part` that is given, or nothing.
template <class Part>
std::optional<std::string> first_given(const Part& part, const std::string& prefix) {
  std::optional<std::string> first;
  for_each_field<Part>([&](const auto& field) {
    if (!first && is_given(part.*field.member)) first = prefix + field.name;
  });
  return first;
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

Result<void> check_recipient(const AdviceRequest& request) {
  const bool is_gift = request.placement == Placement::gift;
  const std::string& recipient = request.context.recipient_id;
  if (is_gift && recipient.empty() && request.history.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "context.recipient_id is missing; gift needs a recipient, or a history of products that they like",
                   "context.recipient_id");
  }
  if (is_gift && !recipient.empty() && !request.history.empty()) {
    return failure(ErrorCode::invalid_argument, "context.recipient_id and history are both given; give only one",
                   "history");
  }
  if (!is_gift && !recipient.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "context.recipient_id is given, but " + std::string(to_string(request.placement)) +
                       " is for the customer; use gift",
                   "context.recipient_id");
  }
  return {};
}

}  // namespace

Result<void> check_request(const AdviceRequest& request) {
  MOSHAVER_CHECK(check_fields(request));
  if (!request.customer_id.empty() && !request.history.empty()) {
    return failure(ErrorCode::invalid_argument, "customer_id and history are both given; give only one", "history");
  }
  MOSHAVER_CHECK(check_recipient(request));
  return check_product(request);
}

// Rules read the catalogue, which a model without a shop does not have.
Result<void> check_for(const ShopState& shop, const AdviceRequest& request) {
  if (shop.has_catalogue) return {};
  auto given = first_given(request.filters, "filters.");
  if (!given) given = first_given(request.context, "context.");
  if (!given) return {};
  return failure(
      ErrorCode::invalid_argument,
      *given + " needs a shop: a model knows no stock, prices, dates or regions; use the shop instead of the model",
      *given);
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
