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

double NegativeFeedback::similarity(std::span<const Purchase> other) const {
  const std::vector<ItemId> theirs = distinct(other);
  if (theirs.empty() || held_.empty()) return 0;
  std::size_t common = 0;
  for (const ItemId item : theirs) common += std::binary_search(held_.begin(), held_.end(), item);
  return static_cast<double>(common) /
         std::sqrt(static_cast<double>(theirs.size()) * static_cast<double>(held_.size()));
}

double NegativeFeedback::of_alike(ItemId item) {
  if (held_.empty()) return 1;
  const ProductGroups& groups = shop_.catalogue->groups();
  const Histories& histories = shop_.base->data.histories;
  std::vector<std::string> ids;
  std::vector<std::uint32_t> rows;
  const auto disliked_in_base = [&](std::uint32_t row) {
    const auto hidden = histories.hidden_of(UserId{row});
    return std::binary_search(hidden.begin(), hidden.end(), item);
  };
  shop_.feedback->visit_dislikers(
      item, [&](std::uint32_t row) { rows.push_back(row); }, [&](const std::string& id) { ids.push_back(id); });
  if (rows.empty() && ids.empty()) return 1;
  double sum = 0;
  std::size_t seen = 0;
  const auto add = [&](const std::string& id) {
    if (seen >= most_dislikers || id == history_.customer.id) return;
    const CurrentCustomer other = find_customer(shop_, id);
    if (std::find(other.hidden.begin(), other.hidden.end(), groups.head(item)) == other.hidden.end()) return;
    ++seen;
    sum += similarity(other.history);
  };
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
    const auto row = shop_.base->data.customers.find(*id);
    if (!row || !disliked_in_base(*row)) add(*id);
  }
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) add(std::string(shop_.base->data.customers.key(*row)));
  const double usual =
      usual_similarity * (static_cast<double>(shop_.feedback->purchases(groups, item)) + purchases_of_prior);
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
