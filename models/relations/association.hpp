// The association of two products: the measure behind all relations.
//
//   evidence  k log((k + s) / (e + s)) in nats: k the weighted count of the pair, e the count expected by chance, s = 2.
//             It grows with the count, shrinks rare pairs, and is negative for pairs rarer than chance. This is the
//             leading term of the log-likelihood ratio of Dunning, "Accurate Methods for the Statistics of Surprise and
//             Coincidence" (Computational Linguistics 1993), with shrunk counts
//   chance    e = r_a c_b / R over the table of all weighted pairs, r and c its margins, R its total
//   weights   a pair in a group of m products (an order, a customer's purchases, a session) counts m^-1/2: large groups
//             have many pairs, and each says little
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/data/sparse_rows.hpp"
#include "models/counting/pair_sums.hpp"

namespace moshaver {

[[nodiscard]] inline double association(double together, double by_chance) {
  constexpr double shrinkage = 2;
  return together * std::log((together + shrinkage) / (by_chance + shrinkage));
}

// Counts pairs of products within groups.
class GroupPairs {
 public:
  // Groups of a single product are ignored. `groups` is viewed and must outlive this.
  GroupPairs(const SparseRows& groups, std::uint32_t item_count);

  // Adds the weighted counts of one product with all others, and with itself.
  void count(std::uint32_t item, PairSums& sums) const;
  [[nodiscard]] double by_chance(std::uint32_t a, std::uint32_t b) const {
    return total_ > 0 ? margins_[a] * margins_[b] / total_ : 0;
  }
  // product x group
  [[nodiscard]] const SparseRows& of_item() const { return of_item_; }

 private:
  const SparseRows& groups_;
  SparseRows of_item_;
  std::vector<double> weights_;  // by group
  std::vector<double> margins_;  // by product
  double total_ = 0;
};

}  // namespace moshaver
