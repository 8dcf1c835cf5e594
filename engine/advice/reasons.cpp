#include "engine/advice/reasons.hpp"

#include <algorithm>

#include "engine/data/dataset.hpp"

namespace moshaver {

namespace {

// No baskets: liked, and not bought.
struct PastPurchase {
  std::uint32_t baskets = 0, latest = 0;
};

PastPurchase look_up(ItemId item, std::span<const Purchase> history) {
  PastPurchase past;
  std::uint32_t order = 0;
  for (const Purchase& purchase : history) {
    if (purchase.item != item || purchase.quantity == 0) continue;
    if (past.baskets == 0 || purchase.order != order) ++past.baskets;
    order = purchase.order;
    past.latest = std::max(past.latest, purchase.time);
  }
  return past;
}

std::string times(std::uint32_t count) { return count == 1 ? "once" : std::to_string(count) + " times"; }

// "WHITE METAL LANTERN (3 times, last on 2010-12-01)"
std::string named(const Reason& reason) {
  std::string text = reason.title.empty() ? reason.product_id : reason.title;
  if (reason.times == 0) return text;
  text += " (" + times(reason.times);
  if (!reason.last_bought.empty())
    text += reason.times == 1 ? ", on " + reason.last_bought : ", last on " + reason.last_bought;
  return text + ")";
}

std::string sentence(ReasonCode code, const Reason& reason) {
  const std::string did = reason.times == 0 ? "liked" : "bought";
  switch (code) {
    case ReasonCode::bought_together:
      if (reason.amount < 0) return "you " + did + " " + named(reason) + "; its buyers seldom buy this";
      return "you " + did + " " + named(reason) + "; its buyers also buy this";
    case ReasonCode::similar_taste:
      return "close in taste to what you " + did + ": " + named(reason);
    case ReasonCode::buy_again:
      if (reason.times == 0) return "you liked it";
      if (reason.amount < 0) return "you bought it " + times(reason.times) + ", and it is not due again yet";
      return "you bought it " + times(reason.times) +
             (reason.last_bought.empty() ? std::string() : ", last on " + reason.last_bought);
    case ReasonCode::customers_like_you:
      return "you " + did + " " + named(reason) + ", and so did " + std::to_string(reason.customers) +
             " customers most like you who buy this";
    case ReasonCode::popular:
      return reason.amount < 0 ? "fewer customers buy it than others like it" : "popular with all customers";
    case ReasonCode::base:
      return "what every product starts from";
  }
  return "";
}

bool has_source(ReasonCode code) { return code != ReasonCode::popular && code != ReasonCode::base; }

// `all_for` is the sum of what speaks for the product.
Reason make_reason(const Contribution& term, double all_for, std::span<const Purchase> history,
                   const ProductNames& names) {
  Reason reason;
  reason.code = to_string(term.code);
  reason.amount = static_cast<double>(term.amount);
  reason.share = all_for == 0 ? 0 : reason.amount / all_for;
  reason.customers = term.customers;
  if (has_source(term.code)) {
    const PastPurchase past = look_up(term.source, history);
    reason.product_id = names.id(term.source);
    reason.title = names.title(term.source);
    reason.last_bought = past.latest == 0 ? "" : iso_date(past.latest);
    reason.times = past.baskets;
  }
  reason.text = sentence(term.code, reason);
  return reason;
}

double sum_of_positive(std::span<const Contribution> terms) {
  double sum = 0;
  for (const Contribution& term : terms) sum += std::max(static_cast<double>(term.amount), 0.0);
  return sum;
}

// One term for each past purchase, of the sum of its amounts, as its largest term says it; those above 0, largest first.
std::vector<Contribution> by_past_purchase(std::span<const Contribution> largest_first) {
  std::vector<Contribution> merged;
  for (const Contribution& term : largest_first) {
    if (term.code == ReasonCode::base) continue;
    const auto same = std::find_if(merged.begin(), merged.end(), [&](const Contribution& other) {
      return has_source(term.code) && has_source(other.code) && other.source == term.source;
    });
    if (same == merged.end()) {
      merged.push_back(term);
    } else {
      same->amount += term.amount;
    }
  }
  std::erase_if(merged, [](const Contribution& term) { return !(term.amount > 0); });
  std::stable_sort(merged.begin(), merged.end(),
                   [](const Contribution& a, const Contribution& b) { return a.amount > b.amount; });
  return merged;
}

}  // namespace

std::vector<Reason> make_reasons(std::span<const Contribution> largest_first, std::size_t most,
                                 std::span<const Purchase> history, const ProductNames& names) {
  const std::vector<Contribution> terms = by_past_purchase(largest_first);
  const double all_for = sum_of_positive(terms);
  std::vector<Reason> reasons;
  // One term left over is named like the others: "1 smaller reason" would say less in the same space.
  const std::size_t named_count = terms.size() <= most + 1 ? terms.size() : most;
  for (std::size_t at = 0; at < named_count; ++at) reasons.push_back(make_reason(terms[at], all_for, history, names));
  if (named_count == terms.size()) return reasons;
  Reason rest;
  rest.code = "other";
  rest.terms = static_cast<std::uint32_t>(terms.size() - named_count);
  for (std::size_t at = named_count; at < terms.size(); ++at) rest.amount += static_cast<double>(terms[at].amount);
  rest.share = all_for == 0 ? 0 : rest.amount / all_for;
  rest.text = std::to_string(rest.terms) + " smaller reasons";
  reasons.push_back(std::move(rest));
  return reasons;
}

std::vector<Reason> make_terms(std::span<const Contribution> largest_first, std::span<const Purchase> history,
                               const ProductNames& names) {
  const double all_for = sum_of_positive(largest_first);
  std::vector<Reason> terms;
  for (const bool base : {false, true}) {
    for (const Contribution& term : largest_first) {
      if ((term.code == ReasonCode::base) == base) terms.push_back(make_reason(term, all_for, history, names));
    }
  }
  return terms;
}

}  // namespace moshaver
