#include "engine/advice/answer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "engine/advice/reasons.hpp"
#include "engine/advice/rules.hpp"
#include "engine/ingest/checked_records.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/ranking/relations.hpp"

namespace moshaver {

namespace {

constexpr std::size_t most_items = 1'000;
bool asks_of_product(Placement placement) {
  return placement == Placement::similar || placement == Placement::alternatives || placement == Placement::complements;
}

Result<void> check_amount(std::optional<double> amount, const std::string& field) {
  if (!amount || (std::isfinite(*amount) && *amount >= 0)) return {};
  return failure(ErrorCode::invalid_argument, field + " is not a number from 0 up", field);
}

Result<void> check_ids(std::span<const std::string> ids, const std::string& field) {
  for (const std::string& id : ids) MOSHAVER_CHECK(check_id(id, field));
  return {};
}

Result<void> check_request(const AdviceRequest& request) {
  if (request.count == 0 || request.count > most_items) {
    return failure(ErrorCode::invalid_argument, "count is " + std::to_string(request.count) + "; it is from 1 to 1000",
                   "count");
  }
  if (!request.customer_id.empty()) {
    MOSHAVER_CHECK(check_id(request.customer_id, "customer_id"));
    if (!request.history.empty()) {
      return failure(ErrorCode::invalid_argument, "customer_id and history are both given; give one of them",
                     "history");
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
    return failure(ErrorCode::invalid_argument, "filters.min_confidence is not a share from 0 to 1",
                   "filters.min_confidence");
  }
  const bool needed = request.placement == Placement::similar || request.placement == Placement::alternatives ||
                      (request.placement == Placement::complements && request.context.cart.empty());
  if (needed && request.product_id.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "product_id is missing; " + std::string(to_string(request.placement)) + " is of a product" +
                       (request.placement == Placement::complements ? " or of context.cart" : ""),
                   "product_id");
  }
  if (!asks_of_product(request.placement) && !request.product_id.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "product_id is given, but " + std::string(to_string(request.placement)) +
                       " is not of a product; leave it out or ask for similar, alternatives or complements",
                   "product_id");
  }
  return {};
}

struct Ranked {
  ItemId item;
  float score = 0;     // falls along the list
  float of_model = 0;  // the model's own
};

// Keeps together all that an answer is made of.
class Answering {
 public:
  Answering(const ShopState& served, const AdviceRequest& request, std::int64_t now)
      : served_(served), catalogue_(*served.catalogue), request_(request), now_(now), candidates_(catalogue_) {}

  Result<Advice> run() {
    if (!request_.product_id.empty()) {
      const auto found = catalogue_.find(request_.product_id);
      if (!found) {
        return failure(ErrorCode::unknown_item, "no product \"" + display_text(request_.product_id) + "\" in this shop",
                       "product_id");
      }
      product_ = *found;
    }
    find_history();
    apply_rules(catalogue_, request_, now_, candidates_, advice_.ignored);
    MOSHAVER_CHECK(apply_own_rules());
    rank();
    describe();
    evaluate_ranker();
    advice_.removed = std::move(candidates_.removed());
    return std::move(advice_);
  }

 private:
  [[nodiscard]] std::uint32_t known_products() const { return served_.base->data.products.size(); }

  void find_history() {
    advice_.customer_id = request_.customer_id;
    if (!request_.customer_id.empty()) {
      customer_ = find_customer(served_, request_.customer_id);
    } else {
      for (const std::string& id : request_.history) {
        if (const auto item = catalogue_.find(id)) {
          given_.push_back({*item, 0, static_cast<std::uint32_t>(given_.size()), 1});
        } else {
          advice_.ignored.push_back(id);
        }
      }
      customer_.history = given_;
    }
    asked_ = customer_.history;
    if (request_.placement == Placement::trending) asked_ = {};
    if (request_.placement == Placement::post_purchase && !asked_.empty() && !request_.customer_id.empty()) {
      const std::uint32_t last = asked_.back().order;
      const auto first =
          std::find_if(asked_.begin(), asked_.end(), [&](const Purchase& bought) { return bought.order == last; });
      asked_ = {first, asked_.end()};
    }
    if (request_.placement == Placement::complements) {
      std::vector<ItemId> items;
      if (product_) items.push_back(*product_);
      for (const std::string& id : request_.context.cart) {
        if (const auto item = catalogue_.find(id)) items.push_back(*item);
      }
      for (const ItemId item : items) basket_.push_back({item, 0, 0, 1});
      asked_ = basket_;
    }
    // Products that came after the model's data have no rows in it.
    const auto is_new = [&](const Purchase& purchase) { return purchase.item.row >= known_products(); };
    if (std::any_of(asked_.begin(), asked_.end(), is_new)) {
      std::remove_copy_if(asked_.begin(), asked_.end(), std::back_inserter(without_new_), is_new);
      asked_ = without_new_;
    }
    // Neighbours of a part of a history may well be the customer's own row: only the whole is them.
    const bool whole = asked_.size() == customer_.history.size() && request_.placement != Placement::complements;
    state_ = {asked_, whole ? customer_.user : std::nullopt};
  }

  Result<void> apply_own_rules() {
    candidates_.remove("hidden", customer_.hidden);
    std::vector<ItemId> owned = excluded_items(customer_.history, {}, false);
    if (request_.placement == Placement::buy_again) {
      ItemBitmap words(word_count(catalogue_.size()));
      for (const ItemId item : owned) set_bit(words, item.row, true);
      candidates_.keep_only("not_purchased", words);
    } else if (!request_.include_purchased) {
      candidates_.remove("purchased", owned);
    }
    if (product_) candidates_.remove("excluded", std::span(&*product_, 1));
    if (request_.placement == Placement::alternatives) {
      const auto& category = catalogue_.of(*product_).category;
      if (category.empty()) {
        return failure(ErrorCode::invalid_argument,
                       "alternatives are of one category, and product \"" + display_text(request_.product_id) +
                           "\" has none; ask for similar, or give the product a category",
                       "product_id");
      }
      candidates_.keep_only("other_category", *of_category(category));
    }
    if (request_.placement == Placement::complements) {
      for (const Purchase& held : basket_) {
        const auto& category = catalogue_.of(held.item).category;
        if (!category.empty()) candidates_.remove("same_category", *of_category(category));
      }
    }
    return {};
  }

  [[nodiscard]] std::shared_ptr<const ItemBitmap> of_category(const std::vector<std::string>& steps) const {
    std::string name = "category";
    for (const std::string& step : steps) name += '\x1f' + step;
    return catalogue_.where(name, [&](const LiveProduct& product) { return within_category(product, steps); });
  }

  void rank() {
    const Ranker& ranker = served_.model->ranker;
    const std::uint32_t known = known_products();
    std::optional<EligibleItems> eligible;
    if (auto words = candidates_.words(known)) eligible.emplace(known, std::move(*words));
    by_product_ = request_.placement == Placement::similar || request_.placement == Placement::alternatives;
    if (!by_product_) query_ = ranker.query(state_);
    rank_related();
    std::vector<ItemId> there;
    for (const Ranked& ranked : ranked_) there.push_back(ranked.item);
    std::sort(there.begin(), there.end());
    const Exclusions exclusions{there, eligible ? &*eligible : nullptr};
    const std::size_t lacking = request_.count - ranked_.size();
    std::vector<ScoredItem> found;
    if (lacking > 0 && !by_product_) found = query_->top(lacking, exclusions);
    if (lacking > 0 && by_product_ && product_->row < known) found = ranker.similar(*product_, lacking, exclusions);
    // Of another measure than what is related: all that it says there is that it comes after that.
    const float most = ranked_.empty() ? std::numeric_limits<float>::infinity() : ranked_.back().score;
    for (const ScoredItem& next : found) ranked_.push_back({next.item, std::min(next.score, most), next.score});
    // What no model has seen yet comes last, the newest first: it can be had, and nothing else can be said of it.
    for (std::uint32_t row = catalogue_.size(); row > known && ranked_.size() < request_.count; --row) {
      const ItemId item{row - 1};
      const float last = ranked_.empty() ? 0.0F : ranked_.back().score;
      if (candidates_.holds(item)) ranked_.push_back({item, std::min(last, 0.0F)});
    }
  }

  // What the shop's orders and visits say goes with the products asked for, or replaces them, comes before what the
  // model would think of: by the sum over these products.
  void rank_related() {
    const bool goes_with = request_.placement == Placement::complements;
    if (!goes_with && request_.placement != Placement::alternatives) return;
    const Relations& relations = served_.model->ranker.model().relations;
    const auto& rows = goes_with ? relations.complements : relations.substitutes;
    if (!rows) return;  // learned from data that says nothing of it
    std::vector<ItemId> sources;
    if (product_) sources.push_back(*product_);
    for (const Purchase& held : basket_) sources.push_back(held.item);
    std::sort(sources.begin(), sources.end());
    sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
    std::vector<ScoredItem> best;
    for (const ItemId source : sources) {
      for (const ScoredItem& found : related(*rows, source, rows->columns.size())) {
        if (!candidates_.holds(found.item)) continue;
        auto& terms = related_[found.item];
        if (terms.empty()) best.push_back({found.item, 0});
        terms.push_back({ReasonCode::bought_together, source, found.score});
      }
    }
    for (ScoredItem& scored : best) {
      for (const Contribution& term : related_[scored.item]) scored.score += term.amount;
    }
    std::sort(best.begin(), best.end(), ranks_before);
    if (best.size() > request_.count) best.resize(request_.count);
    for (const ScoredItem& scored : best) ranked_.push_back({scored.item, scored.score, 0});
    if (query_ && !best.empty()) score_related();
  }

  // How sure the model is of them: its scores have been calibrated, a relation's have not.
  void score_related() {
    std::vector<ItemId> items;
    for (const Ranked& ranked : ranked_) items.push_back(ranked.item);
    const CandidateItems asked(std::move(items), known_products());
    std::vector<float> scores(asked.size());
    query_->score(asked, scores);
    for (Ranked& ranked : ranked_) ranked.of_model = scores[asked.place_of(ranked.item)];
  }

  std::vector<Reason> reasons_of(const Ranked& ranked, const ProductNames& names) {
    if (const auto found = related_.find(ranked.item); found != related_.end()) {
      std::vector<Contribution>& terms = found->second;
      std::stable_sort(terms.begin(), terms.end(),
                       [](const Contribution& a, const Contribution& b) { return a.amount > b.amount; });
      return make_reasons(terms, request_.max_reasons, state_.history, names);
    }
    // Terms that do not sum to the score shown would be no reasons for it.
    if (by_product_ || ranked.score != ranked.of_model) return {};
    return make_reasons(query_->evidence(ranked.item), request_.max_reasons, state_.history, names);
  }

  void describe() {
    const Ranker& ranker = served_.model->ranker;
    advice_.known = ranker.knows_any(customer_.history);
    const auto confidence = by_product_ ? std::nullopt : ranker.confidence(state_);
    std::size_t unsure = 0;
    const ProductNames names{[&](ItemId item) { return std::string_view(catalogue_.of(item).product_id); },
                             [&](ItemId item) { return std::string_view(catalogue_.of(item).title); }};
    for (const Ranked& ranked : ranked_) {
      const LiveProduct& product = catalogue_.of(ranked.item);
      const bool known = ranked.item.row < known_products();
      RecommendedItem item;
      item.product_id = product.product_id;
      item.title = product.title;
      item.rank = advice_.items.size() + 1;
      item.score = static_cast<double>(ranked.score);
      if (confidence && known) item.confidence = confidence->of(ranked.of_model);
      if (const auto least = request_.filters.min_confidence; least && item.confidence.value_or(-1) < *least) {
        ++unsure;
        continue;
      }
      if (request_.max_reasons > 0 && known) item.reasons = reasons_of(ranked, names);
      shown_.push_back(ranked.item);
      advice_.items.push_back(std::move(item));
    }
    candidates_.count("min_confidence", unsure);
    advice_.model_id = served_.model->description.id;
  }

  // True to DESIGN section 1: what is not checked is not claimed.
  void evaluate_ranker() {
    auto& needs = advice_.next_level_needs;
    const auto any_shown = [&](const auto& lacks) {
      return std::any_of(shown_.begin(), shown_.end(), [&](ItemId item) { return lacks(catalogue_.of(item)); });
    };
    // Some placements are the same for everybody: they say nothing of how sure they are.
    const bool personal = !by_product_ && request_.placement != Placement::trending;
    if (personal && !advice_.known) needs.emplace_back("history");
    const bool sure = !advice_.items.empty() && advice_.items.front().confidence;
    if (!sure && needs.empty()) needs.emplace_back("confidence");
    if (!needs.empty()) return;
    advice_.level = 1;
    if (any_shown([](const LiveProduct& product) { return !product.stock; })) needs.emplace_back("stock");
    if (request_.context.region.empty() &&
        any_shown([](const LiveProduct& product) { return !product.regions.empty(); })) {
      needs.emplace_back("region");
    }
    if (!needs.empty()) return;
    advice_.level = 2;
    // Feedback, returns, gifts and erasure are heard; these are not yet.
    needs = {"complaints", "surveys", "occasions"};
  }

  const ShopState& served_;
  const LiveCatalogue& catalogue_;
  const AdviceRequest& request_;
  std::int64_t now_;
  Candidates candidates_;
  Advice advice_;
  std::optional<ItemId> product_;
  CurrentCustomer customer_;
  std::vector<Purchase> given_, basket_, without_new_;
  std::span<const Purchase> asked_;  // what the answer is worked out from
  CustomerState state_;
  std::unique_ptr<Query> query_;  // what ranked them, and says why
  std::vector<Ranked> ranked_;
  std::map<ItemId, std::vector<Contribution>> related_;
  std::vector<ItemId> shown_;
  bool by_product_ = false;  // asked of a product alone, not of a history
};

}  // namespace

Result<Advice> answer(const ShopState& served, const AdviceRequest& request, std::int64_t now) {
  MOSHAVER_CHECK(check_request(request));
  if (!request.context.now.empty()) {
    MOSHAVER_TRY(given, checked_time(request.context.now, "context.now"));
    now = given;
  }
  return Answering(served, request, now).run();
}

}  // namespace moshaver
