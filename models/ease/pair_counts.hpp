// Weighted co-purchase counts, row by row: the gramian XᵀX that ridge regression over products starts from.
//
//   ranks    products are sorted by their number of buyers, most first; those without buyers are omitted. The rarer of
//            two products has the later row, which is also the shorter
//   weights  a customer weighs (number of products)^-user_exponent
//   order    sums run in a fixed order in double: the same values at any thread count
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/data/sparse_rows.hpp"
#include "models/counting/pair_sums.hpp"

namespace moshaver {

// The interaction matrix with products as ranks, and its transpose.
struct RankedPurchases {
  SparseRows by_user, by_item;         // all values 1
  std::vector<double> user_weights;    // by customer
  std::vector<std::uint32_t> item_of;  // by rank: the product's row
  std::vector<std::uint32_t> degrees;  // by rank, descending

  [[nodiscard]] std::uint32_t item_count() const { return static_cast<std::uint32_t>(item_of.size()); }
};

// Thins histories longer than max_history to so many products, evenly chosen: a customer costs the square of the length.
[[nodiscard]] RankedPurchases rank_purchases(const SparseRows& by_user, std::uint32_t item_count, double user_exponent,
                                             std::uint32_t max_history);

// Computes one row of the gramian at a time, with scratch space of 8 bytes per product: one counter per thread.
class PairCounter {
 public:
  explicit PairCounter(const RankedPurchases& purchases) : purchases_(purchases), sums_(purchases.item_count()) {}

  struct Entry {
    std::uint32_t rank;
    float count;
  };
  // The nonzero entries of row `rank`, diagonal included, unordered; valid until the next call.
  [[nodiscard]] std::span<const Entry> row(std::uint32_t rank);

 private:
  const RankedPurchases& purchases_;
  PairSums sums_;
  std::vector<Entry> entries_;
};

}  // namespace moshaver
