#include "engine/advice/explanation.hpp"

#include <algorithm>

#include "engine/advice/describe.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

Result<Explanation> explain(const ShopState& shop, const std::string& customer_id, const std::string& product_id) {
  const auto found = shop.catalogue->find(product_id);
  const std::uint32_t model_products = shop.base->data.products.size();
  if (!found || found->row >= model_products) {
    return failure(ErrorCode::unknown_item, "no product \"" + display_text(product_id) + "\" in this shop or model",
                   "product_id");
  }
  const ItemId item = shop.catalogue->groups().head(*found);
  const CurrentCustomer customer = find_customer(shop, customer_id);
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
  const auto ranking = query->top(model_products, {excluded});
  explanation.candidates = ranking.size();
  const auto at =
      std::find_if(ranking.begin(), ranking.end(), [&](const ScoredItem& scored) { return scored.item == item; });
  const ProductNames names = names_from(*shop.catalogue);
  explanation.item.product_id = names.id(item);
  explanation.item.title = names.title(item);
  explanation.item.rank = static_cast<std::size_t>(at - ranking.begin()) + 1;
  explanation.item.score = static_cast<double>(at->score);
  if (const auto confidence = ranker.confidence(state)) explanation.item.confidence = confidence->of(item, at->score);
  explanation.item.reasons = make_terms(query->evidence(item), customer.history, names);
  return explanation;
}

}  // namespace moshaver
