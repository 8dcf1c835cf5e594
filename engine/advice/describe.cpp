#include "engine/advice/describe.hpp"

#include "engine/advice/level.hpp"
#include "engine/advice/variants.hpp"

namespace moshaver {

ProductNames names_from(const LiveCatalogue& catalogue) {
  return {[&catalogue](ItemId item) { return std::string_view(catalogue.of(item).product_id); },
          [&catalogue](ItemId item) { return std::string_view(catalogue.of(item).title); }};
}

void describe(const ShopState& shop, const AdviceRequest& request, const AdviceHistory& history, Ranking& ranking,
              EligibleProducts& eligible, Advice& advice) {
  const Ranker& ranker = shop.model->ranker;
  const LiveCatalogue& catalogue = *shop.catalogue;
  const bool of_product = ranking.is_of_product();
  advice.known = ranker.knows_any(history.customer.history);
  const auto confidence = of_product ? std::nullopt : ranker.confidence(history.state);
  const ProductNames names = names_from(catalogue);
  std::vector<ItemId> shown;
  std::size_t below_confidence = 0;
  for (const RankedProduct& ranked : ranking.products()) {
    const ChosenVariant variant = choose_variant(shop, history, eligible, ranked.item);
    const LiveProduct& product = catalogue.of(variant.item);
    const bool in_model = ranked.item.row < shop.base->data.products.size();
    RecommendedItem item;
    item.product_id = product.product_id;
    item.title = product.title.empty() ? catalogue.of(ranked.item).title : product.title;
    item.rank = advice.items.size() + 1;
    item.score = static_cast<double>(ranked.score);
    if (confidence && in_model) item.confidence = confidence->of(ranked.item, ranked.model_score);
    if (const auto least = request.filters.min_confidence; least && item.confidence.value_or(-1) < *least) {
      ++below_confidence;
      continue;
    }
    if (request.max_reasons > 0 && in_model) {
      item.reasons = make_reasons(ranking.terms(ranked), request.max_reasons, history.customer.history, names);
      if (!request.context.recipient_id.empty()) item.reasons = without_evidence(std::move(item.reasons));
    }
    if (request.max_reasons > 0 && variant.is_usual_size && request.context.recipient_id.empty()) item.reasons.push_back(usual_size(product.size));
    shown.push_back(variant.item);
    advice.items.push_back(std::move(item));
  }
  eligible.count("min_confidence", below_confidence);
  advice.removed = eligible.removed();
  advice.model_id = shop.model->description.id;
  // Some placements are the same for every customer and need no history.
  const bool personal = !of_product && request.placement != Placement::trending;
  set_level(catalogue, request, personal, shown, advice);
  if (history.lacks_consent) advice.next_level_needs.insert(advice.next_level_needs.begin(), "consent");
}

}  // namespace moshaver
