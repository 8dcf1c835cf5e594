// Are two products bought in one order more often than their buyers' other orders would tell? What is, completes the
// other; what replaces it is not.
//
//   test     with n_u orders of customer u, a of them holding one product and b the other, chance puts a b / n_u of them
//            together, with variance a b (n_u - a) (n_u - b) / (n_u^2 (n_u - 1)). Summed over customers that is the test
//            of Mantel & Haenszel (J. National Cancer Institute 1959) by customer: that both are somebody's taste does
//            not make them go together
//   few      where the customers leave less than 1 of variance (most order once, or buy both each time), all orders
//            are taken as one customer's
//   heavy    customers of more than 500 products are left out of the test by customer
#pragma once

#include <vector>

#include "models/counting/pair_sums.hpp"
#include "models/relations/orders.hpp"

namespace moshaver {

class CoPurchaseTest {
 public:
  CoPurchaseTest(const Orders&, std::uint32_t item_count);  // views the orders

  // Scratch space: one object a thread.
  class OfItem {
   public:
    explicit OfItem(const CoPurchaseTest& all);
    // From now on deviations are from this product.
    void set(std::uint32_t item);
    // Standard deviations above chance; below 0: bought together more seldom.
    [[nodiscard]] double deviations(std::uint32_t other) const;

   private:
    const CoPurchaseTest& all_;
    std::uint32_t item_ = 0;
    PairSums together_, together_by_user_, expected_, variance_;
  };

 private:
  const Orders& orders_;
  SparseRows orders_of_;          // product x order
  SparseRows by_user_, of_item_;  // orders that hold the product; of customers of two orders and more, not heavy
  std::vector<std::uint32_t> user_orders_;  // by user; 0: not in by_user_
};

}  // namespace moshaver
