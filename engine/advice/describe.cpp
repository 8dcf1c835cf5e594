#include "engine/advice/describe.hpp"

#include <algorithm>
#include <cmath>

#include "engine/advice/level.hpp"
#include "engine/advice/margin.hpp"
#include "engine/advice/texts.hpp"
#include "engine/advice/variants.hpp"
#include "engine/data/dataset.hpp"

namespace moshaver {

Language language_of(const ShopState& shop, const AdviceContext& context, std::string_view of_customer) {
  return choose_language(context.language, of_customer, shop.settings->current()->language);
}

const std::string& title_of(const LiveProduct& product, Language language) {
  return language == Language::persian && !product.title_fa.empty() ? product.title_fa : product.title;
}

ProductNames names_from(const LiveCatalogue& catalogue, Language language) {
  return {[&catalogue](ItemId item) { return std::string_view(catalogue.of(item).product_id); },
          [&catalogue, language](ItemId item) { return std::string_view(title_of(catalogue.of(item), language)); },
          language};
}

namespace {

// Who asks reads the answer: for a gift the buyer, not the recipient whose history it is.
Language language_of(const ShopState& shop, const AdviceRequest& request, const AdviceHistory& history,
                     const std::string& customer_id) {
  const bool is_own = request.context.recipient_id.empty();
  if (is_own) return language_of(shop, request.context, history.customer.attributes.language);
  if (customer_id.empty()) return language_of(shop, request.context, "");
  return language_of(shop, request.context, find_customer(shop, customer_id).attributes.language);
}

// What the buyer gave the recipient, by product.
std::vector<GivenBefore> given_before(const AdviceHistory& history, const ProductNames& names,
                                      const ProductGroups& groups) {
  std::vector<GivenBefore> given;
  for (const GivenGift& gift : history.gift.by_buyer) {
    const std::string id(names.id(groups.head(gift.item)));
    auto same = std::find_if(given.begin(), given.end(), [&](const GivenBefore& one) { return one.product_id == id; });
    if (same == given.end()) same = given.insert(given.end(), {id});
    ++same->times;
    same->last = std::max(same->last, gift.time);
  }
  return given;
}

void add_gift_facts(const Situation& situation, const AdviceHistory& history, Language language,
                    RecommendedItem& item) {
  if (situation.need_by && !item.arrives_by.empty())
    item.reasons.push_back(gift_in_time(item.arrives_by, iso_day(*situation.need_by), language));
  const auto& usual = history.gift.usual_price;
  if (usual && item.price && std::abs(*item.price - *usual) <= *usual / 4)
    item.reasons.push_back(gift_of_usual_price(money_text(language, *usual, situation.currency), language));
}

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
  advice.known = ranker.knows_any(history.basis());
  const auto confidence = of_product ? std::nullopt : ranker.confidence(history.state);
  const Delivery delivery = situation.delivery();
  const Language language = language_of(shop, request, history, advice.customer_id);
  ProductNames names = names_from(catalogue, language);
  const std::vector<GivenBefore> given = given_before(history, names, catalogue.groups());
  const bool is_gift = request.placement == Placement::gift;
  std::vector<ItemId> shown;
  std::vector<std::optional<double>> margins;
  std::size_t below_confidence = 0;
  for (const RankedProduct& ranked : ranking.products()) {
    const ChosenVariant variant = choose_variant(shop, history, eligible, ranked.item);
    const LiveProduct& product = catalogue.of(variant.item);
    const bool in_model = ranked.item.row < shop.base->data.products.size();
    RecommendedItem item;
    item.product_id = product.product_id;
    item.title = title_of(product.title.empty() ? catalogue.of(ranked.item) : product, language);
    item.rank = advice.items.size() + 1;
    item.score = static_cast<double>(ranked.score);
    if (confidence && in_model) item.confidence = confidence->of(ranked.item, ranked.model_score);
    if (const auto least = request.filters.min_confidence; least && item.confidence.value_or(-1) < *least) {
      ++below_confidence;
      continue;
    }
    if (const DueProduct* due = history.owned.find_due(ranked.item); due != nullptr && due->due_on > 0) {
      item.due_on = iso_date(due->due_on);
    }
    if (request.max_reasons > 0 && in_model) {
      names.shown = ranked.item;
      item.reasons = make_reasons(ranking.terms(ranked), request.max_reasons, history.basis(), names);
      if (history.gift.asked) {
        const auto& usual = history.gift.usual;
        const bool is_usual =
            std::any_of(usual.begin(), usual.end(), [&](const UsualGift& one) { return one.item == ranked.item; });
        item.reasons =
            gift_reasons(std::move(item.reasons), given, std::string(names.id(ranked.item)), is_usual, language);
      } else if (is_gift) {
        item.reasons = reasons_of_liked(std::move(item.reasons), language);
      }
    }
    if (request.max_reasons > 0 && variant.is_usual_size && request.context.recipient_id.empty()) {
      item.reasons.push_back(usual_size(product.size, language));
    }
    item.price = price_in(situation, product);
    item.sponsored = product.sponsored;
    if (const auto day = product.is_service ? std::nullopt : delivery.arrival(product.lead_days)) {
      item.arrives_by = iso_day(*day);
    }
    if (request.max_reasons > 0 && is_gift) add_gift_facts(situation, history, language, item);
    if (const auto start = product.is_service ? slot_of(situation, variant.item) : std::nullopt) {
      item.slot = situation.settings->time_zone.iso_local(*start);
    }
    shown.push_back(variant.item);
    margins.push_back(item.price && product.cost ? std::optional(*item.price - *product.cost) : std::nullopt);
    advice.items.push_back(std::move(item));
  }
  // What is due is in the order of its need.
  if (request.placement != Placement::buy_again)
    advice.margin_moved = break_ties_by_margin(advice.items, margins, situation.settings->margin_band);
  eligible.count("min_confidence", below_confidence);
  advice.removed = eligible.removed();
  if (const auto asked = request.product_id.empty() ? std::nullopt : catalogue.find(request.product_id)) {
    const LiveProduct& product = catalogue.of(*asked);
    if (product.out_of_stock() && product.back_on) advice.back_on = iso_date(*product.back_on);
  }
  advice.model_id = shop.model->description.id;
  // Some placements are the same for every customer and need no history.
  const bool personal = !of_product && request.placement != Placement::trending;
  set_total(advice);
  set_level(shop, situation, personal, shown, advice);
  if (history.lacks_consent) advice.next_level_needs.insert(advice.next_level_needs.begin(), "consent");
}

}  // namespace moshaver
