// Who was bought with what, weighted: the gramian XᵀX that ridge regression over products starts from, row by row.
//
//   ranks    products stand by how many customers have them, most first; those that nobody has are left out. So of two
//            products the rarer one has the later row, and its row is the shorter
//   weights  a customer counts (products held)^-user_exponent
//   order    sums run in a fixed order in double: the same values at any thread count
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/data/sparse_rows.hpp"
#include "models/counting/pair_sums.hpp"

namespace moshaver {

// Customers and products of a gramian, in both directions.
struct RankedPurchases {
  SparseRows by_user, by_item;         // in ranks; all values 1
  std::vector<double> user_weights;    // by customer
  std::vector<std::uint32_t> item_of;  // by rank: the product's row
  std::vector<std::uint32_t> degrees;  // by rank, descending

  [[nodiscard]] std::uint32_t item_count() const { return static_cast<std::uint32_t>(item_of.size()); }
};

// Of histories longer than max_history only so many products, evenly chosen, are paired: a customer costs the square.
[[nodiscard]] RankedPurchases rank_purchases(const SparseRows& by_user, std::uint32_t item_count, double user_exponent,
                                             std::uint32_t max_history);

// One row of the gramian at a time, from scratch space of 8 bytes a product: one counter a thread.
class PairCounter {
 public:
  explicit PairCounter(const RankedPurchases& purchases) : purchases_(purchases), sums_(purchases.item_count()) {}

  struct Entry {
    std::uint32_t rank;
    float count;
  };
  // Entries of row `rank` that are not 0, the diagonal included, in no order; valid until the next call.
  [[nodiscard]] std::span<const Entry> row(std::uint32_t rank);

 private:
  const RankedPurchases& purchases_;
  PairSums sums_;
  std::vector<Entry> entries_;
};

}  // namespace moshaver
