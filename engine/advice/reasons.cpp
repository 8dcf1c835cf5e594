#include "engine/advice/reasons.hpp"

#include <algorithm>

#include "engine/data/dataset.hpp"
#include "engine/text/messages.hpp"

namespace moshaver {

namespace {

// Without baskets, the product was liked but not bought.
struct PastPurchase {
  bool in_history = false;
  std::uint32_t baskets = 0, latest = 0;
};

PastPurchase look_up(ItemId item, std::span<const Purchase> history) {
  PastPurchase past;
  std::uint32_t order = 0;
  for (const Purchase& purchase : history) {
    if (purchase.item != item) continue;
    past.in_history = true;
    if (purchase.quantity == 0) continue;
    if (past.baskets == 0 || purchase.order != order) ++past.baskets;
    order = purchase.order;
    past.latest = std::max(past.latest, purchase.time);
  }
  return past;
}

// Never says that the customer bought or liked a product that is not in the history: the product of the request may be
// the source of a reason, too.
const char* form_of(const Reason& reason, const PastPurchase& past) {
  if (!past.in_history) return ".general";
  if (past.baskets == 0) return ".liked";
  return reason.last_bought.empty() ? ".bought" : ".bought_on";
}

bool has_source(ReasonCode code) {
  return code != ReasonCode::popular && code != ReasonCode::base && code != ReasonCode::often_returned &&
         code != ReasonCode::disliked && code != ReasonCode::rarely_given;
}

// A reason that rests on the product itself only says what the customer did with it: "you bought it on 2026-10-04".
std::string sentence(ReasonCode code, const Reason& reason, const PastPurchase& past, bool of_itself,
                     Language language) {
  const Messages& messages = Messages::of(language);
  std::string key = "reason." + (of_itself ? "buy_again" : reason.code);
  if (has_source(code)) key += form_of(reason, past);
  if (reason.amount < 0 && messages.has(key + ".against")) key += ".against";
  const MessageTime last{std::int64_t{past.latest} / 86'400 * 86'400};  // the day
  return messages.text(key, {{"title", reason.title.empty() ? reason.product_id : reason.title},
                             {"times", std::int64_t{reason.times}},
                             {"last", last},
                             {"customers", std::int64_t{reason.customers}}});
}

// `all_for`: the sum of the positive terms.
Reason make_reason(const Contribution& term, double all_for, std::span<const Purchase> history,
                   const ProductNames& names) {
  Reason reason;
  reason.code = to_string(term.code);
  reason.amount = static_cast<double>(term.amount);
  reason.share = all_for == 0 ? 0 : reason.amount / all_for;
  reason.customers = term.customers;
  PastPurchase past;
  if (has_source(term.code)) {
    past = look_up(term.source, history);
    reason.product_id = names.id(term.source);
    reason.title = names.title(term.source);
    reason.last_bought = past.latest == 0 ? "" : iso_date(past.latest);
    reason.times = past.baskets;
  }
  const bool of_itself = past.in_history && names.shown == term.source;
  reason.text = sentence(term.code, reason, past, of_itself, names.language);
  return reason;
}

double sum_of_positive(std::span<const Contribution> terms) {
  double sum = 0;
  for (const Contribution& term : terms) sum += std::max(static_cast<double>(term.amount), 0.0);
  return sum;
}

// One term for each past purchase: the sum of its amounts, with the code of its largest term. Only positive sums,
// largest first.
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
  // A single remaining term is shown itself: "1 smaller reason" would say less in the same space.
  const std::size_t named_count = terms.size() <= most + 1 ? terms.size() : most;
  for (std::size_t at = 0; at < named_count; ++at) reasons.push_back(make_reason(terms[at], all_for, history, names));
  if (named_count == terms.size()) return reasons;
  Reason rest;
  rest.code = "other";
  rest.terms = static_cast<std::uint32_t>(terms.size() - named_count);
  for (std::size_t at = named_count; at < terms.size(); ++at) rest.amount += static_cast<double>(terms[at].amount);
  rest.share = all_for == 0 ? 0 : rest.amount / all_for;
  rest.text = Messages::of(names.language).text("reason.other", {{"terms", std::int64_t{rest.terms}}});
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

Reason usual_size(const std::string& size, Language language) {
  Reason reason;
  reason.code = "usual_size";
  reason.text = Messages::of(language).text("fit.size", {{"size", std::string_view(size)}});
  return reason;
}

std::vector<Reason> gift_reasons(std::vector<Reason> reasons, std::span<const GivenBefore> given,
                                 const std::string& shown_id, bool is_usual, Language language) {
  const Messages& messages = Messages::of(language);
  std::vector<Reason> kept;
  for (Reason& reason : reasons) {
    const auto known = std::find_if(given.begin(), given.end(), [&](const GivenBefore& one) {
      return !reason.product_id.empty() && one.product_id == reason.product_id;
    });
    if (known != given.end()) {
      const std::string key = reason.product_id == shown_id ? "gift.again"
                              : known->last == 0            ? "gift.given.undated"
                                                            : "gift.given";
      reason.times = known->times;
      reason.last_bought = known->last == 0 ? "" : iso_date(known->last);
      reason.customers = 0;
      reason.text = messages.text(key, {{"title", reason.title.empty() ? reason.product_id : reason.title},
                                        {"given_on", MessageTime{std::int64_t{known->last} / 86'400 * 86'400}}});
      kept.push_back(std::move(reason));
      continue;
    }
    const bool is_popular = reason.code == to_string(ReasonCode::popular);
    const std::string text = !is_popular ? messages.text("gift.taste")
                             : is_usual  ? messages.text("gift.popular")
                                         : reason.text;
    const auto same = std::find_if(kept.begin(), kept.end(), [&](const Reason& other) { return other.text == text; });
    if (same != kept.end()) {
      same->amount += reason.amount;
      same->share += reason.share;
      continue;
    }
    Reason plain;
    plain.code = reason.code;
    plain.amount = reason.amount;
    plain.share = reason.share;
    plain.text = text;
    kept.push_back(std::move(plain));
  }
  std::stable_sort(kept.begin(), kept.end(), [](const Reason& a, const Reason& b) { return a.share > b.share; });
  return kept;
}

std::vector<Reason> reasons_of_liked(std::vector<Reason> reasons, Language language) {
  for (Reason& reason : reasons) {
    if (reason.product_id.empty()) continue;
    const std::string& title = reason.title.empty() ? reason.product_id : reason.title;
    reason.text = Messages::of(language).text("gift.liked", {{"title", std::string_view(title)}});
  }
  return reasons;
}

Reason gift_in_time(const std::string& arrives_by, const std::string& needed_on, Language language) {
  Reason reason;
  reason.code = "in_time";
  reason.text = Messages::of(language).text("gift.in_time",
                                            {{"arrives_by", day_of(arrives_by)}, {"occasion_on", day_of(needed_on)}});
  return reason;
}

Reason gift_of_usual_price(const std::string& amount, Language language) {
  Reason reason;
  reason.code = "usual_price";
  reason.text = Messages::of(language).text("gift.budget", {{"amount", std::string_view(amount)}});
  return reason;
}

}  // namespace moshaver
