// Products like one: by what it is, what it is seen beside, and what it is bought along with. The neighbour of a kettle
// is a kettle.
//
//   value    c (a + s + .3 p + .1 b)
//            a  cosine of the attributes (models/content/features.hpp)
//            s  similarity by sessions, p by purchases (similarity.hpp). Of a product without a category p counts in
//               full: a title alone says little ("1" is a size, a model or a volume)
//            b  how often the other product is bought, from 0 to 1 on a logarithmic scale: among equals, what sells
//            c  by the category: 1 for the same one, down to .2 for an unrelated one, by the share of common levels
//   found    the 400 products bought most of each attribute, and the likeliest by sessions and purchases; of these the best
//            200 get their exact cosine
//   without  a catalogue: by sessions alone where there are any, else nothing. Purchases alone do not tell what a
//            product is
//   cost     about 10,000 steps a product
//   order    sums run in a fixed order in double: the same rows at any thread count
//   measured bench/RESULTS.md, Similar products; read: tests/relations/similar_test.cpp
#pragma once

#include <span>

#include "engine/data/sparse_rows.hpp"
#include "models/content/features.hpp"
#include "models/relations/category_paths.hpp"
#include "models/relations/similarity.hpp"

namespace moshaver {

struct SimilarConfig {
  std::size_t most = 50;          // kept per product
  double purchase_share = 0.3;    // weight of similarity by purchases
  double popularity_share = 0.1;  // of popularity
  double foreign_category = 0.2;  // factor of an unrelated category
  std::size_t threads = 1;
};

// product x product. `buyers`: customers of each product.
[[nodiscard]] SparseRows find_similar(const ContentFeatures&, const CategoryPaths&, const Similarity& by_sessions,
                                      const Similarity& by_purchases, std::span<const std::uint32_t> buyers,
                                      const SimilarConfig&);

}  // namespace moshaver
