#include "engine/advice/describe.hpp"

#include <cmath>

#include "engine/advice/level.hpp"

namespace moshaver {

ProductNames names_from(const LiveCatalogue& catalogue) {
  return {[&catalogue](ItemId item) { return std::string_view(catalogue.of(item).product_id); },
          [&catalogue](ItemId item) { return std::string_view(catalogue.of(item).title); }};
}

namespace {

void set_total(Advice& advice) {
  if (advice.items.empty()) return;
  double total = 0;
  for (const RecommendedItem& item : advice.items) {
    if (!item.price) return;
    total += *item.price;
  }
  advice.total = std::round(total * 1e4) / 1e4;  // 0.1 + 0.2 is 0.3
}

}  // namespace

void describe(const ShopState& shop, const AdviceRequest& request, const Situation& situation,
              const AdviceHistory& history, Ranking& ranking, EligibleProducts& eligible, Advice& advice) {
  const Ranker& ranker = shop.model->ranker;
  const LiveCatalogue& catalogue = *shop.catalogue;
  const bool of_product = ranking.is_of_product();
  advice.known = ranker.knows_any(history.customer.history);
  const auto confidence = of_product ? std::nullopt : ranker.confidence(history.state);
  const ProductNames names = names_from(catalogue);
  const Delivery delivery = situation.delivery();
  std::vector<ItemId> shown;
  std::size_t below_confidence = 0;
  for (const RankedProduct& ranked : ranking.products()) {
    const LiveProduct& product = catalogue.of(ranked.item);
    const bool in_model = ranked.item.row < shop.base->data.products.size();
    RecommendedItem item;
    item.product_id = product.product_id;
    item.title = product.title;
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
    item.price = price_in(situation, product);
    if (const auto day = product.is_service ? std::nullopt : delivery.arrival(product.lead_days)) {
      item.arrives_by = iso_day(*day);
    }
    if (const auto start = product.is_service ? slot_of(situation, ranked.item) : std::nullopt) {
      item.slot = situation.settings->time_zone.iso_local(*start);
    }
    shown.push_back(ranked.item);
    advice.items.push_back(std::move(item));
  }
  eligible.count("min_confidence", below_confidence);
  advice.removed = eligible.removed();
  advice.model_id = shop.model->description.id;
  // Some placements are the same for every customer and need no history.
  const bool personal = !of_product && request.placement != Placement::trending;
  set_total(advice);
  set_level(catalogue, situation, personal, shown, advice);
}

}  // namespace moshaver
