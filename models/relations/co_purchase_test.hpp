// Tests whether two products are bought in the same order more often than expected from their buyers' orders. Complements
// are; substitutes are not.
//
//   test     if a of the n_u orders of customer u have one product and b the other, chance puts both into a b / n_u
//            orders, with variance a b (n_u - a) (n_u - b) / (n_u^2 (n_u - 1)). Summed over customers this is the test of
//            Mantel & Haenszel (J. National Cancer Institute 1959), stratified by customer: two products that one
//            person likes do not thereby go together
//   few      if the variance summed over customers is below 1 (most order once, or buy both each time), all orders are
//            treated as one customer's
//   heavy    customers with more than 500 products are excluded from the stratified test
#pragma once

#include <vector>

#include "models/counting/pair_sums.hpp"
#include "models/relations/orders.hpp"

namespace moshaver {

class CoPurchaseTest {
 public:
  CoPurchaseTest(const Orders&, std::uint32_t item_count);  // views the orders

  // Scratch space: one object per thread.
  class OfItem {
   public:
    explicit OfItem(const CoPurchaseTest& all);
    // Selects the first product of the pairs.
    void set(std::uint32_t item);
    // Standard deviations above chance; negative: bought together less often.
    [[nodiscard]] double deviations(std::uint32_t other) const;

   private:
    const CoPurchaseTest& all_;
    std::uint32_t item_ = 0;
    PairSums together_, together_by_user_, expected_, variance_;
  };

 private:
  const Orders& orders_;
  SparseRows orders_of_;          // product x order
  SparseRows by_user_, of_item_;  // values: orders with the product; customers with two or more orders, not heavy
  std::vector<std::uint32_t> user_orders_;  // by user; 0: not in by_user_
};

}  // namespace moshaver
