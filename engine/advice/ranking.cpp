#include "engine/advice/ranking.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "engine/advice/rules/rule.hpp"
#include "engine/ranking/diversity.hpp"
#include "engine/ranking/relations.hpp"

namespace moshaver {

namespace {

// Some placements are the same for every customer.
NegativeFeedback::For whom(const AdviceRequest& request) {
  const bool same = request.placement == Placement::similar || request.placement == Placement::alternatives ||
                    request.placement == Placement::trending;
  return request.placement == Placement::gift ? NegativeFeedback::For::recipient
         : same                               ? NegativeFeedback::For::everybody
                                              : NegativeFeedback::For::customer;
}

// Of the products newer than the model, the newest so many are compared with a product that it knows: some 50 us.
constexpr std::uint32_t most_newer = 1'000;

}  // namespace

double list_diversity(const ShopState& shop, const AdviceRequest& request) {
  if (request.diversity) return *request.diversity;
  const bool is_personal = request.placement == Placement::for_you || request.placement == Placement::post_purchase ||
                           request.placement == Placement::gift;
  if (!is_personal || !shop.has_catalogue || request.filters.min_confidence) return 0;
  return static_cast<double>(shop.model->ranker.model().diversity.value);
}

Ranking::Ranking(const ShopState& shop, const AdviceRequest& request, std::optional<ItemId> product,
                 const AdviceHistory& history, const EligibleProducts& eligible)
    : shop_(shop),
      request_(request),
      history_(history),
      eligible_(eligible),
      feedback_(shop, history, whom(request)),
      by_product_(request.placement == Placement::similar || request.placement == Placement::alternatives) {
  const Ranker& ranker = shop.model->ranker;
  const std::uint32_t model_products = shop.base->data.products.size();
  if (!by_product_) query_ = ranker.query(history.state);
  if (request.placement == Placement::buy_again && history.owned.known) {
    rank_due();
    return;
  }
  rank_usual_gifts();
  if (request.placement == Placement::similar) {
    rank_similar(*product);
  } else {
    rank_related(product);
  }
  // Without a category, only learned substitutes are certain to be the same kind of product.
  const bool only_related =
      request.placement == Placement::alternatives && shop.catalogue->of(*product).category.empty();
  if (only_related) return;
  std::vector<ItemId> excluded(eligible.exclusions().items.begin(), eligible.exclusions().items.end());
  for (const RankedProduct& ranked : ranked_) excluded.push_back(ranked.item);
  std::sort(excluded.begin(), excluded.end());
  const Exclusions exclusions{excluded, eligible.exclusions().eligible};
  const std::size_t missing = request.count - ranked_.size();
  const double diversity = list_diversity(shop, request);
  const std::size_t candidates = candidates_for_diversity(missing, diversity);
  std::vector<ScoredItem> best;
  if (missing > 0 && !by_product_) {
    best = feedback_.best(candidates, [&](std::size_t most) { return query_->top(most, exclusions); });
  }
  if (missing > 0 && by_product_ && product->row < model_products) {
    best = feedback_.best(candidates, [&](std::size_t most) { return ranker.similar(*product, most, exclusions); });
  }
  if (diversity > 0) {
    best = diversified(best, missing, diversity, [this](ItemId item) { return kind_of(item); });
  }
  add_best(best);
  add_newer_products();
}

Ranking::Ranking(const ShopState& shop, const AdviceRequest& request, const AdviceHistory& history,
                 const EligibleProducts& eligible, std::span<const ScoredItem> best)
    : shop_(shop), request_(request), history_(history), eligible_(eligible), feedback_(shop, history, whom(request)) {
  const auto deeper = [&](std::size_t most) {
    return shop.model->ranker.top(history.state, most, eligible.exclusions());
  };
  const double diversity = list_diversity(shop, request);
  const std::vector<ScoredItem> lowered =
      feedback_.best(candidates_for_diversity(request.count, diversity), {best.begin(), best.end()}, deeper);
  add_best(diversified(lowered, request.count, diversity, [this](ItemId item) { return kind_of(item); }));
  add_newer_products();
}

void Ranking::add_missing(std::span<const RankedProduct> others) {
  std::vector<ItemId> has;
  for (const RankedProduct& ranked : ranked_) has.push_back(ranked.item);
  std::sort(has.begin(), has.end());
  for (RankedProduct other : others) {
    if (std::binary_search(has.begin(), has.end(), other.item)) continue;
    if (!ranked_.empty()) other.score = std::min(other.score, ranked_.back().score);
    ranked_.push_back(other);
  }
}

void Ranking::keep_only(std::span<const ItemId> items) {
  std::vector<ItemId> kept(items.begin(), items.end());
  std::sort(kept.begin(), kept.end());
  std::erase_if(
      ranked_, [&](const RankedProduct& ranked) { return !std::binary_search(kept.begin(), kept.end(), ranked.item); });
}

void Ranking::add_best(std::span<const ScoredItem> best) {
  // Model scores are on another scale than relation scores: capped so that scores never rise along the list.
  const float most = ranked_.empty() ? std::numeric_limits<float>::infinity() : ranked_.back().score;
  for (const ScoredItem& next : best) {
    ranked_.push_back({next.item, std::min(next.score, most), feedback_.before(next)});
  }
}

// Products newer than the model come last, newest first.
void Ranking::add_newer_products() {
  const std::uint32_t model_products = shop_.base->data.products.size();
  for (std::uint32_t row = shop_.catalogue->size(); row > model_products && ranked_.size() < request_.count; --row) {
    const ItemId item{row - 1};
    const float last = ranked_.empty() ? 0.0F : ranked_.back().score;
    const bool is_shown =
        std::any_of(ranked_.begin(), ranked_.end(), [&](const RankedProduct& ranked) { return ranked.item == item; });
    if (eligible_.contains(item) && !is_shown) ranked_.push_back({item, std::min(last, 0.0F), 0});
  }
}

// Most due first: by the probability that the customer buys the product soon.
void Ranking::rank_due() {
  std::vector<ScoredItem> best;
  for (const DueProduct& product : history_.owned.due) {
    if (eligible_.contains(product.item)) best.push_back({product.item, product.score});
  }
  std::sort(best.begin(), best.end(), ranks_before);
  if (best.size() > request_.count) best.resize(request_.count);
  for (const ScoredItem& scored : best) {
    ranked_.push_back({scored.item, scored.score, 0});
    related_[scored.item] = {{ReasonCode::buy_again, scored.item, scored.score}};
  }
  if (!best.empty()) add_model_scores();
}

void Ranking::rank_usual_gifts() {
  for (const UsualGift& usual : history_.gift.usual) {
    if (ranked_.size() == request_.count) break;
    if (!eligible_.contains(usual.item)) continue;
    const auto times = static_cast<float>(usual.times);
    ranked_.push_back({usual.item, times, 0});
    related_[usual.item] = {{ReasonCode::popular, usual.item, times}};
  }
  if (!ranked_.empty()) add_model_scores();
}

ProductKind Ranking::kind_of(ItemId item) const {
  const LiveProduct& product = shop_.catalogue->of(item);
  return product_kind(product.category, product.brand, product.title);
}

// What the model learned, and the products of the same category that are newer than the model. To a product that is
// newer itself, or of which nothing was learned, all products of its category by their kind.
void Ranking::rank_similar(ItemId product) {
  const LiveCatalogue& catalogue = *shop_.catalogue;
  const std::uint32_t model_products = shop_.base->data.products.size();
  const auto& rows = shop_.model->ranker.model().relations.similar;
  std::vector<ScoredItem> best;
  float most = 1;
  if (rows && product.row < model_products) {
    for (const ScoredItem& found : related(*rows, product, rows->columns.size())) {
      if (eligible_.contains(found.item)) best.push_back(found);
    }
    if (!best.empty()) most = best.front().score;
  }
  const std::vector<std::string>& category = catalogue.of(product).category;
  if (!category.empty()) {
    const ProductKind kind = kind_of(product);
    // By kind: 1 is the same category, brand and title, which is worth as much as the best that was learned.
    const auto consider = [&](ItemId item) {
      if (item == product || !eligible_.contains(item) || !within_category(catalogue.of(item), category)) return;
      best.push_back({item, most * static_cast<float>(similarity(kind, kind_of(item)))});
    };
    if (best.empty()) {
      const auto alike = of_category(catalogue, category);
      for (std::uint32_t word = 0; word < alike->size(); ++word) {
        for (std::uint64_t bits = (*alike)[word]; bits != 0; bits &= bits - 1) {
          consider(ItemId{64 * word + static_cast<std::uint32_t>(std::countr_zero(bits))});
        }
      }
    } else {
      const std::uint32_t newest = catalogue.size() - std::min(catalogue.size() - model_products, most_newer);
      for (std::uint32_t row = newest; row < catalogue.size(); ++row) consider(ItemId{row});
    }
  }
  for (ScoredItem& scored : best) {
    scored.score += feedback_.change_of(scored.score, scored.item, NegativeFeedback::Scale::plain);
  }
  const auto shown = best.begin() + static_cast<std::ptrdiff_t>(std::min(request_.count, best.size()));
  std::partial_sort(best.begin(), shown, best.end(), ranks_before);
  best.erase(shown, best.end());
  for (const ScoredItem& scored : best) ranked_.push_back({scored.item, scored.score, 0});
}

// Ranks the learned complements or substitutes of the requested products, by the sum of their scores over these
// products.
void Ranking::rank_related(std::optional<ItemId> product) {
  const bool complements = request_.placement == Placement::complements;
  if (!complements && request_.placement != Placement::alternatives) return;
  const Relations& relations = shop_.model->ranker.model().relations;
  const auto& rows = complements ? relations.complements : relations.substitutes;
  if (!rows) return;  // not learned: the training data lacks orders or sessions
  std::vector<ItemId> sources = history_.basket;
  if (!complements) sources = {*product};
  std::vector<ScoredItem> best;
  for (const ItemId source : sources) {
    for (const ScoredItem& found : related(*rows, source, rows->columns.size())) {
      if (!eligible_.contains(found.item)) continue;
      auto& terms = related_[found.item];
      if (terms.empty()) best.push_back({found.item, 0});
      terms.push_back({ReasonCode::bought_together, source, found.score});
    }
  }
  for (ScoredItem& scored : best) {
    auto& terms = related_[scored.item];
    for (const Contribution& term : terms) scored.score += term.amount;
    for (const Contribution& term : feedback_.terms(scored.score, scored.item, NegativeFeedback::Scale::plain)) {
      scored.score += term.amount;
      terms.push_back(term);
    }
  }
  std::sort(best.begin(), best.end(), ranks_before);
  if (best.size() > request_.count) best.resize(request_.count);
  for (const ScoredItem& scored : best) ranked_.push_back({scored.item, scored.score, 0});
  if (query_ && !best.empty()) add_model_scores();
}

// Confidence comes from the model's calibrated scores; a relation's are not calibrated.
void Ranking::add_model_scores() {
  std::vector<ItemId> items;
  for (const RankedProduct& ranked : ranked_) items.push_back(ranked.item);
  const CandidateItems asked(std::move(items), shop_.base->data.products.size());
  std::vector<float> scores(asked.size());
  query_->score(asked, scores);
  for (RankedProduct& ranked : ranked_) ranked.model_score = scores[asked.place_of(ranked.item)];
}

std::vector<Contribution> Ranking::terms(const RankedProduct& ranked) {
  if (const auto found = related_.find(ranked.item); found != related_.end()) {
    std::vector<Contribution>& terms = found->second;
    std::stable_sort(terms.begin(), terms.end(),
                     [](const Contribution& a, const Contribution& b) { return a.amount > b.amount; });
    return terms;
  }
  // The terms must sum to the shown score. A capped score has no terms.
  if (!query_ || ranked.score != ranked.model_score + feedback_.change_of(ranked.model_score, ranked.item)) return {};
  return feedback_.evidence(*query_, ranked.model_score, ranked.item);
}

}  // namespace moshaver
