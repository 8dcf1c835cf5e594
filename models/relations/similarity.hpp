// The similarity of two products: viewed, or bought, by the same people together with the same other products.
//
//   vector      a product's evidence with others (association.hpp), the 100 largest, scaled to length 1
//   similarity  the cosine of two vectors, plus .3 of the direct evidence: substitutes are often never bought by one
//               person, but along with the same other products
//   cost        at most 100 x 1,000 steps per product: of each vector entry only its 1,000 largest products count
//   source      second-order co-occurrence similarity; views as a signal of substitutes: McAuley, Pandey & Leskovec,
//               "Inferring Networks of Substitutable and Complementary Products" (KDD 2015)
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
  SparseRows of_entry_;  // the transpose, with the largest values of each row
};

}  // namespace moshaver
