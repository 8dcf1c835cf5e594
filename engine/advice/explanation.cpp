#include "engine/advice/explanation.hpp"

#include <algorithm>

#include "engine/advice/describe.hpp"
#include "engine/advice/due.hpp"
#include "engine/advice/negative_feedback.hpp"
#include "engine/data/dataset.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

namespace {

// The day on which the customer needs the product again; empty for a durable, or if it is unknown.
std::string due_day(const std::optional<Repurchase>& model, std::span<const Purchase> history, ItemId item) {
  if (!model || history.empty()) return "";
  for (const DueProduct& product : due_products(*model, history, history.back().time)) {
    if (product.item == item && product.due_on > 0) return iso_date(product.due_on);
  }
  return "";
}

}  // namespace

Result<Explanation> explain(const ShopState& shop, const std::string& customer_id, const std::string& product_id,
                            const std::string& language) {
  AdviceRequest request;
  request.context.language = language;
  MOSHAVER_CHECK(check_request(request));
  const auto found = shop.catalogue->find(product_id);
  const std::uint32_t model_products = shop.base->data.products.size();
  if (!found || found->row >= model_products) {
    return failure(ErrorCode::unknown_item, "no product \"" + display_text(product_id) + "\" in this shop or model",
                   "product_id");
  }
  const ItemId item = shop.catalogue->groups().head(*found);
  AdviceHistory history;
  history.customer = find_customer(shop, customer_id);
  const CurrentCustomer& customer = history.customer;
  if (customer.history.empty()) {
    return failure(ErrorCode::not_found,
                   "customer \"" + display_text(customer_id) + "\" has no history, so there is no score to explain");
  }
  Explanation explanation;
  explanation.hidden = std::binary_search(customer.hidden.begin(), customer.hidden.end(), item);
  const auto purchased = excluded_items(customer.history, {}, false);
  explanation.owned = std::binary_search(purchased.begin(), purchased.end(), item);
  // A product that the customer has is ranked among all products, a new one among new ones.
  std::vector<ItemId> excluded = excluded_items(customer.history, customer.hidden, explanation.owned);
  std::erase(excluded, item);
  const CustomerState state{customer.history, customer.user};
  const Ranker& ranker = shop.model->ranker;
  const auto query = ranker.query(state);
  history.state = state;
  NegativeFeedback feedback(shop, history, NegativeFeedback::For::customer);
  const auto ranking = feedback.best(model_products, query->top(model_products, {excluded}),
                                     [](std::size_t) { return std::vector<ScoredItem>(); });
  explanation.candidates = ranking.size();
  const auto at =
      std::find_if(ranking.begin(), ranking.end(), [&](const ScoredItem& scored) { return scored.item == item; });
  ProductNames names = names_from(*shop.catalogue, language_of(shop, request.context, customer.attributes.language));
  names.shown = item;
  explanation.item.product_id = names.id(item);
  explanation.item.title = names.title(item);
  explanation.item.rank = static_cast<std::size_t>(at - ranking.begin()) + 1;
  explanation.item.score = static_cast<double>(at->score);
  const float model_score = feedback.before(*at);
  if (const auto confidence = ranker.confidence(state)) explanation.item.confidence = confidence->of(item, model_score);
  explanation.item.due_on = due_day(ranker.model().repurchase, customer.history, item);
  explanation.item.reasons = make_terms(feedback.evidence(*query, model_score, item), customer.history, names);
  return explanation;
}

}  // namespace moshaver
