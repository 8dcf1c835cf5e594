// What goes with a product: bought in the same order, or for the first time within days after it, more often than
// chance. A case follows a phone, and no phone a case: rows have a direction.
//
//   value    evidence of the same order plus evidence of what follows (association.hpp), in nats
//   follows  a pair of firsts of orders of m and n firsts counts (m n)^-1/2
//   cost     the pairs within orders, and of firsts within days: Online Retail's 400,000 purchases some 2 s of one core
#pragma once

#include <vector>

#include "models/relations/association.hpp"
#include "models/relations/orders.hpp"

namespace moshaver {

// The firsts as a table of pairs with a direction.
class FollowPairs {
 public:
  FollowPairs(const Firsts& firsts, std::uint32_t item_count);  // views them

  void count(std::uint32_t item, PairSums& sums) const;
  [[nodiscard]] double by_chance(std::uint32_t before, std::uint32_t after) const {
    return total_ > 0 ? before_[before] * after_[after] / total_ : 0;
  }

 private:
  const Firsts& firsts_;
  std::vector<double> before_, after_;  // margins
  double total_ = 0;
};

// product x product that follows it surely: at least so many standard deviations above chance, the 200 surest of each.
[[nodiscard]] SparseRows sure_followers(const FollowPairs&, std::uint32_t item_count, double deviations,
                                        std::size_t threads);

// product x product that goes with it: of each the `most` surest with at least `least` nats.
[[nodiscard]] SparseRows find_complements(const GroupPairs& in_order, const FollowPairs&, std::uint32_t item_count,
                                          std::size_t most, double least, std::size_t threads);

}  // namespace moshaver
