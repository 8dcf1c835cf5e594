#include "engine/ranking/scorer.hpp"

#include <algorithm>
#include <cmath>

namespace moshaver {

std::string_view to_string(ReasonCode code) {
  switch (code) {
    case ReasonCode::bought_together:
      return "bought_together";
    case ReasonCode::similar_taste:
      return "similar_taste";
    case ReasonCode::buy_again:
      return "buy_again";
    case ReasonCode::customers_like_you:
      return "customers_like_you";
    case ReasonCode::popular:
      return "popular";
    case ReasonCode::base:
      return "base";
    case ReasonCode::often_returned:
      return "often_returned";
    case ReasonCode::disliked:
      return "disliked";
    case ReasonCode::rarely_given:
      return "rarely_given";
  }
  return "unknown";
}

std::vector<std::vector<ScoredItem>> Scorer::top_batch(std::span<const CustomerState> customers, std::size_t count,
                                                       std::span<const Exclusions> exclusions) const {
  std::vector<std::vector<ScoredItem>> answers;
  answers.reserve(customers.size());
  for (std::size_t at = 0; at < customers.size(); ++at) answers.push_back(top(customers[at], count, exclusions[at]));
  return answers;
}

std::vector<HeldItem> held_items(std::span<const Purchase> history, std::uint32_t item_count) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> held;  // item, basket
  held.reserve(history.size());
  for (const Purchase& purchase : history) {
    if (purchase.item.row < item_count) held.emplace_back(purchase.item.row, purchase.order);
  }
  std::sort(held.begin(), held.end());
  held.erase(std::unique(held.begin(), held.end()), held.end());
  std::vector<HeldItem> items;
  items.reserve(held.size());
  for (const auto& [item, basket] : held) {
    if (!items.empty() && items.back().item.row == item) {
      items.back().baskets += 1;
      items.back().last_order = basket;
    } else {
      items.push_back({ItemId{item}, 1, basket});
    }
  }
  return items;
}

std::vector<ItemId> excluded_items(std::span<const Purchase> history, std::span<const ItemId> hidden,
                                   bool include_purchased) {
  std::vector<ItemId> items(hidden.begin(), hidden.end());
  for (const Purchase& purchase : history) {
    if (!include_purchased && purchase.quantity > 0) items.push_back(purchase.item);
  }
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  return items;
}

std::vector<Contribution> Query::evidence(ItemId item) {
  std::vector<Contribution> terms;
  add_terms(item, terms);
  std::erase_if(terms, [](const Contribution& term) { return term.amount == 0; });
  std::sort(terms.begin(), terms.end(), [](const Contribution& a, const Contribution& b) {
    const float of_a = std::abs(a.amount), of_b = std::abs(b.amount);
    return of_a != of_b ? of_a > of_b : std::pair(a.code, a.source) < std::pair(b.code, b.source);
  });
  return terms;
}

}  // namespace moshaver
