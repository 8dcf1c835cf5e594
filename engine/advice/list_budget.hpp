// The best list whose prices together are within a budget.
//
//   best     the largest sum of values, of all lists with the wanted number of products; where the budget does not allow
//            that many, with as many as it allows
//   method   the budget's Lagrange multiplier bounds what a list can still reach; a depth-first search in the order of
//            value less multiplier times price, from a greedy list on, cut at most_steps. A search that ends before is
//            exact: Kellerer, Pferschy & Pisinger, Knapsack Problems, 2004, chapters 2 and 9.7
//   prices   in ten-thousandths, so that sums are exact
//   cost     under a millisecond for 10 of 300 candidates
//   test     tests/advice/list_budget_test.cpp
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/advice/eligible_products.hpp"
#include "engine/advice/history.hpp"
#include "engine/advice/ranking.hpp"
#include "engine/advice/situation.hpp"
#include "engine/live/shop_state.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

struct PricedCandidate {
  double price = 0;
  double value = 0;  // any finite number
};

// The places of the chosen candidates, ascending. `is_exact`: whether the search ended before most_steps.
struct BudgetedChoice {
  std::vector<std::size_t> places;
  bool is_exact = true;
};
[[nodiscard]] BudgetedChoice best_within(std::span<const PricedCandidate>, std::size_t count, double budget);

// How many products to rank for a list of `count` within a budget.
[[nodiscard]] std::size_t candidates_for_list(std::size_t count);
// Leaves the best list of `count` in the ranking, in its order; its value is the confidence, or else the score. The
// products of the first `count` that had to give way count as over_budget.
void keep_within_budget(const ShopState&, const AdviceRequest&, const Situation&, std::optional<ItemId> product,
                        const AdviceHistory&, std::size_t count, Ranking&, EligibleProducts&);

}  // namespace moshaver
