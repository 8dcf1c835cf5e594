// Complements: products bought in the same order, or for the first time within days after, more often than by chance.
// The relation has a direction: a case follows a phone, but no phone follows a case.
//
//   value    evidence from the same order plus evidence from later first purchases (association.hpp), in nats
//   follows  a pair of first purchases, from orders with m and n first purchases, counts (m n)^-1/2
//   cost     the pairs within orders, and of first purchases within days: about 2 s on one core for Online Retail's
//            400,000 purchases
#pragma once

#include <vector>

#include "models/relations/association.hpp"
#include "models/relations/orders.hpp"

namespace moshaver {

// Counts directed pairs of first purchases.
class FollowPairs {
 public:
  FollowPairs(const Firsts& firsts, std::uint32_t item_count);  // views the firsts

  void count(std::uint32_t item, PairSums& sums) const;
  [[nodiscard]] double by_chance(std::uint32_t before, std::uint32_t after) const {
    return total_ > 0 ? before_[before] * after_[after] / total_ : 0;
  }

 private:
  const Firsts& firsts_;
  std::vector<double> before_, after_;  // margins
  double total_ = 0;
};

// product x product that follows it: at least `deviations` standard deviations above chance, the 200 highest of each.
[[nodiscard]] SparseRows significant_followers(const FollowPairs&, std::uint32_t item_count, double deviations,
                                               std::size_t threads);

// product x complement: of each product at most `most`, with at least `least` nats, those with most evidence.
[[nodiscard]] SparseRows find_complements(const GroupPairs& in_order, const FollowPairs&, std::uint32_t item_count,
                                          std::size_t most, double least, std::size_t threads);

}  // namespace moshaver
