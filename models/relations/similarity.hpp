// How alike two products are: looked at, or bought, by the same people together with the same other products.
//
//   vector    of a product: its evidence with others (association.hpp), the 100 largest, at length 1
//   similarity  the cosine of two vectors, and .3 of the direct evidence between the two: who replaces whom is often
//             never bought by one person, but beside the same things
//   cost      of one product at most 100 x 1,000 steps: an entry is looked at by its 1,000 surest products
//   source    second-order similarity of co-occurrence; views as what tells substitutes: McAuley, Pandey & Leskovec,
//             "Inferring Networks of Substitutable and Complementary Products" (KDD 2015)
#pragma once

#include "models/relations/association.hpp"

namespace moshaver {

class Similarity {
 public:
  Similarity(const GroupPairs&, std::uint32_t item_count, std::size_t threads);

  // Adds `weight` times the similarity of `item` to every product, and to itself.
  void add(std::uint32_t item, double weight, PairSums& sums) const;

 private:
  SparseRows vectors_;   // product x product
  SparseRows of_entry_;  // the other way round, the largest of each
};

}  // namespace moshaver
