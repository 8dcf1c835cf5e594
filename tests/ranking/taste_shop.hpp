// A shop whose answers are known: two tastes of six products without common customers; each customer has bought all
// products of one taste except one.
#pragma once

#include <catch2/catch.hpp>

#include "engine/ranking/ranker.hpp"
#include "models/training/recipes.hpp"
#include "tests/data/event_world.hpp"

namespace moshaver::testing {

struct TasteShop {
  static constexpr std::uint32_t products = 12;  // 0..5 are teas, 6..11 coffees
  EventTable table;
  Histories histories;
  std::vector<ItemId> withheld;  // by user: the product of their taste that they have not bought

  [[nodiscard]] CustomerState customer(std::uint32_t user) const { return {histories.of(UserId{user}), UserId{user}}; }
  [[nodiscard]] std::vector<ItemId> owned(std::uint32_t user) const {
    return excluded_items(histories.of(UserId{user}), {}, false);
  }
};

inline TasteShop taste_shop() {
  TasteShop shop;
  for (std::uint32_t item = 0; item < TasteShop::products; ++item) shop.table.products.insert(numbered("p", item));
  for (std::uint32_t user = 0; user < 48; ++user) {
    const std::uint32_t first = user % 2 * 6, lacking = first + user / 2 % 6;
    const std::uint32_t row = shop.table.customers.insert(numbered("c", user));
    for (std::uint32_t item = first; item < first + 6; ++item) {
      if (item == lacking) continue;
      EventRecord event;
      event.timestamp = static_cast<std::int64_t>(day) * (100 + (item * 7 + user) % 20);
      shop.table.push(row, item, event);
    }
    shop.withheld.push_back(ItemId{lacking});
  }
  shop.histories = build_histories(shop.table);
  return shop;
}

// Titles of the products, by row.
inline const Catalogue& taste_catalogue() {
  static const Catalogue catalogue = [] {
    Catalogue made;
    for (std::uint32_t item = 0; item < TasteShop::products; ++item) {
      ProductRecord product;
      product.title = item < 6 ? "چای" : "Coffee";
      made.put(item, product);
    }
    return made;
  }();
  return catalogue;
}

inline Model model_of(std::string_view recipe, const Histories& histories,
                      const std::map<std::string, double>& given = {}) {
  const auto found = find_recipe(recipe);
  REQUIRE(found);
  std::map<std::string, double> settings = {{"low-pass.dim", 2},
                                            {"ials.dim", 4},
                                            {"ials.regularization", 0.05},
                                            {"ials.unobserved_weight", 0.1},
                                            {"repeat.neighbours", 20}};
  settings.insert(given.begin(), given.end());
  const auto all = settings_for(**found, settings);
  REQUIRE(all);
  auto model = train_recipe(**found, *all, {histories, taste_catalogue()}, {1, 1, {}});
  REQUIRE(model);
  return std::move(*model);
}

inline Ranker ranker_of(std::string_view recipe, const Histories& histories,
                        const std::map<std::string, double>& given = {}, IndexKind kind = IndexKind::exact) {
  auto ranker = Ranker::build(model_of(recipe, histories, given), histories, kind);
  REQUIRE(ranker);
  return std::move(*ranker);
}

inline std::vector<ItemId> items_of(std::span<const ScoredItem> answer) {
  std::vector<ItemId> items;
  for (const ScoredItem& scored : answer) items.push_back(scored.item);
  return items;
}

// The score of every product, by row. The first argument is a Ranker or a Scorer.
template <typename Scoring>
std::vector<float> scores_of_all(const Scoring& scoring, const CustomerState& customer, std::size_t item_count) {
  std::vector<ItemId> all;
  for (std::uint32_t row = 0; row < item_count; ++row) all.push_back(ItemId{row});
  std::vector<float> scores(item_count);
  scoring.query(customer)->score(CandidateItems(all, item_count), scores);
  return scores;
}

// Checks that the order is best first, without duplicates.
inline void check_order(std::span<const ScoredItem> answer) {
  for (std::size_t at = 1; at < answer.size(); ++at) CHECK(ranks_before(answer[at - 1], answer[at]));
}

inline double sum_of(std::span<const Contribution> terms) {
  double sum = 0;
  for (const Contribution& term : terms) sum += static_cast<double>(term.amount);
  return sum;
}

}  // namespace moshaver::testing
