#include "engine/advice/describe.hpp"

#include "engine/advice/level.hpp"

namespace moshaver {

// Neither customers' nor shops' settings are in the state yet.
Language language_of(const AdviceRequest& request) { return choose_language(request.context.language, {}, {}); }

const std::string& title_of(const LiveProduct& product, Language language) {
  return language == Language::persian && !product.title_fa.empty() ? product.title_fa : product.title;
}

ProductNames names_from(const LiveCatalogue& catalogue, Language language) {
  return {[&catalogue](ItemId item) { return std::string_view(catalogue.of(item).product_id); },
          [&catalogue, language](ItemId item) { return std::string_view(title_of(catalogue.of(item), language)); },
          language};
}

void describe(const ShopState& shop, const AdviceRequest& request, const AdviceHistory& history, Ranking& ranking,
              EligibleProducts& eligible, Advice& advice) {
  const Ranker& ranker = shop.model->ranker;
  const LiveCatalogue& catalogue = *shop.catalogue;
  const bool of_product = ranking.is_of_product();
  advice.known = ranker.knows_any(history.customer.history);
  const auto confidence = of_product ? std::nullopt : ranker.confidence(history.state);
  const Language language = language_of(request);
  const ProductNames names = names_from(catalogue, language);
  std::vector<ItemId> shown;
  std::size_t below_confidence = 0;
  for (const RankedProduct& ranked : ranking.products()) {
    const LiveProduct& product = catalogue.of(ranked.item);
    const bool in_model = ranked.item.row < shop.base->data.products.size();
    RecommendedItem item;
    item.product_id = product.product_id;
    item.title = title_of(product, language);
    item.rank = advice.items.size() + 1;
    item.score = static_cast<double>(ranked.score);
    if (confidence && in_model) item.confidence = confidence->of(ranked.model_score);
    if (const auto least = request.filters.min_confidence; least && item.confidence.value_or(-1) < *least) {
      ++below_confidence;
      continue;
    }
    if (request.max_reasons > 0 && in_model) {
      item.reasons = make_reasons(ranking.terms(ranked), request.max_reasons, history.customer.history, names);
    }
    shown.push_back(ranked.item);
    advice.items.push_back(std::move(item));
  }
  eligible.count("min_confidence", below_confidence);
  advice.removed = eligible.removed();
  advice.model_id = shop.model->description.id;
  // Some placements are the same for every customer and need no history.
  const bool personal = !of_product && request.placement != Placement::trending;
  set_level(catalogue, request, personal, shown, advice);
}

}  // namespace moshaver
