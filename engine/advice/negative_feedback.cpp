#include "engine/advice/negative_feedback.hpp"

#include <algorithm>
#include <cmath>

namespace moshaver {

namespace {

constexpr std::size_t most_dislikers = 16;
constexpr double usual_similarity = 0.1, purchases_of_prior = 5;

std::vector<ItemId> distinct(std::span<const Purchase> history) {
  std::vector<ItemId> items;
  items.reserve(history.size());
  for (const Purchase& purchase : history) items.push_back(purchase.item);
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return items;
}

double similarity_of_kind(const LiveProduct& a, const LiveProduct& b) {
  if (a.category.empty() || a.category != b.category) return 0;
  return !a.brand.empty() && a.brand == b.brand ? 1 : 0.8;
}

}  // namespace

NegativeFeedback::NegativeFeedback(const ShopState& shop, const AdviceHistory& history, For whom)
    : shop_(shop),
      history_(history),
      whom_(whom),
      scores_are_log_odds_(shop.model->ranker.additive() != nullptr &&
                           shop.model->ranker.knows_any(history.state.history)) {
  if (whom_ != For::everybody) held_ = distinct(history.customer.history);
}

std::size_t NegativeFeedback::depth(const ShopState& shop, std::size_t count) {
  return shop.hears_feedback() ? count + std::max<std::size_t>(8, count / 2) : count;
}

const NegativeFeedback::Factors& NegativeFeedback::of(ItemId item) {
  const auto [place, is_new] = factors_.try_emplace(item);
  if (!is_new || (whom_ != For::recipient && !shop_.hears_feedback())) return place->second;
  place->second.everybody = shop_.feedback->factor(shop_.catalogue->groups(), item);
  if (whom_ == For::recipient) place->second.gift = shop_.feedback->gift_factor(item);
  if (whom_ != For::everybody) {
    place->second.alike = of_alike(item);
    place->second.own = of_own(item);
  }
  return place->second;
}

double NegativeFeedback::similarity_to(const std::string& id, std::span<const Purchase> history) {
  const auto [known, is_new] = similarities_.try_emplace(id);
  if (!is_new) return known->second;
  const ProductGroups& groups = shop_.catalogue->groups();
  const std::uint32_t products = shop_.catalogue->size();
  if (is_held_.empty()) {
    is_held_.resize(word_count(products));
    is_met_.resize(word_count(products));
    for (const ItemId item : held_) set_bit(is_held_, item.row, true);
  }
  std::size_t distinct_products = 0, common = 0;
  for (const Purchase& purchase : history) {
    const std::uint32_t row = groups.head(purchase.item).row;
    if (has_bit(is_met_, row)) continue;
    set_bit(is_met_, row, true);
    ++distinct_products;
    common += has_bit(is_held_, row) ? 1 : 0;
  }
  for (const Purchase& purchase : history) set_bit(is_met_, groups.head(purchase.item).row, false);
  if (common > 0) {
    known->second = static_cast<double>(common) /
                    std::sqrt(static_cast<double>(distinct_products) * static_cast<double>(held_.size()));
  }
  return known->second;
}

double NegativeFeedback::of_alike(ItemId head) {
  if (held_.empty()) return 1;
  const ProductGroups& groups = shop_.catalogue->groups();
  const Histories& histories = shop_.base->data.histories;
  const KeyMap& customers = shop_.base->data.customers;
  std::vector<std::string> counted;
  double sum = 0;
  std::size_t dislikers = 0;
  // `disliked`: the product itself, or one of its sizes and colours.
  const auto consider = [&](ItemId disliked, std::string id) {
    if (++dislikers > most_dislikers || id == history_.customer.id) return;
    if (std::find(counted.begin(), counted.end(), id) != counted.end()) return;
    std::span<const Purchase> history;
    std::span<const ItemId> hidden;
    const auto live = shop_.customers->find(id);
    if (live) {
      history = live->history().purchases;
      hidden = live->history().hidden;
    } else if (const auto row = customers.find(id)) {
      history = histories.of(UserId{*row});
      hidden = histories.hidden_of(UserId{*row});
    }
    if (!std::binary_search(hidden.begin(), hidden.end(), disliked)) return;
    sum += similarity_to(id, history);
    counted.push_back(std::move(id));
  };
  for (const ItemId item : groups.with_variants(head)) {
    shop_.feedback->visit_dislikers(
        item, [&](std::uint32_t row) { consider(item, std::string(customers.key(row))); },
        [&](const std::string& id) { consider(item, id); });
  }
  if (sum == 0) return 1;
  // Of many, some stand for all.
  if (dislikers > most_dislikers) sum *= static_cast<double>(dislikers) / static_cast<double>(most_dislikers);
  const double usual =
      usual_similarity * (static_cast<double>(shop_.feedback->purchases(groups, head)) + purchases_of_prior);
  return 1 - sum / (sum + usual);
}

double NegativeFeedback::of_own(ItemId item) const {
  const auto disliked = history_.customer.hidden;
  if (disliked.empty()) return 1;
  const LiveCatalogue& catalogue = *shop_.catalogue;
  const LiveProduct& product = catalogue.of(item);
  double against = 0, in_favour = 0;
  for (const ItemId other : disliked) against += similarity_of_kind(product, catalogue.of(other));
  if (against == 0) return 1;
  for (const ItemId other : held_) in_favour += similarity_of_kind(product, catalogue.of(other));
  return 1 - against / (against + in_favour + 1);
}

float NegativeFeedback::change_of(float score, ItemId item, Scale scale) {
  const double factor = of(item).all();
  if (factor >= 1) return 0;
  const bool log_odds = scores_are_log_odds_ && scale == Scale::of_model;
  return static_cast<float>(log_odds ? std::log(factor) : -std::abs(static_cast<double>(score)) * (1 - factor));
}

std::vector<Contribution> NegativeFeedback::terms(float score, ItemId item, Scale scale) {
  const float change = change_of(score, item, scale);
  if (change == 0) return {};
  const Factors& factors = of(item);
  std::vector<Contribution> terms;
  const auto add = [&](ReasonCode code, double factor) {
    const double share = std::log(factor) / std::log(factors.all());
    if (factor < 1) terms.push_back({code, item, change * static_cast<float>(share), 0});
  };
  add(ReasonCode::often_returned, factors.everybody);
  add(ReasonCode::disliked, factors.alike * factors.own);
  add(ReasonCode::rarely_given, factors.gift);
  return terms;
}

std::vector<Contribution> NegativeFeedback::evidence(Query& query, float score, ItemId item) {
  std::vector<Contribution> all = query.evidence(item);
  for (const Contribution& term : terms(score, item)) all.push_back(term);
  std::stable_sort(all.begin(), all.end(),
                   [](const Contribution& a, const Contribution& b) { return a.amount > b.amount; });
  return all;
}

float NegativeFeedback::before(const ScoredItem& lowered) const {
  const auto found = before_.find(lowered.item);
  return found == before_.end() ? lowered.score : found->second;
}

std::vector<ScoredItem> NegativeFeedback::best(std::size_t count, const Top& top) {
  return best(count, top(depth(shop_, count)), top);
}

std::vector<ScoredItem> NegativeFeedback::best(std::size_t count, std::vector<ScoredItem> found, const Top& top) {
  for (std::size_t asked = depth(shop_, count);; asked *= 4) {
    const bool is_all = found.size() < asked;
    const float worst = found.empty() ? 0 : found.back().score;
    bool any = false;
    std::vector<ScoredItem> lowered = found;
    for (ScoredItem& scored : lowered) {
      const float change = change_of(scored.score, scored.item);
      if (change == 0) continue;
      any = true;
      before_[scored.item] = scored.score;
      scored.score += change;
    }
    if (any) std::sort(lowered.begin(), lowered.end(), ranks_before);
    if (lowered.size() > count) lowered.resize(count);
    // What was not asked for scores at most `worst`.
    if (!any || is_all || lowered.empty() || lowered.back().score >= worst) return lowered;
    found = top(4 * asked);
  }
}

}  // namespace moshaver
