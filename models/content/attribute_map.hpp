// Attributes as dense vectors, and a linear map from these to embeddings, learned on products with buyers: item cold
// start.
//
//   vectors  z_i, the tf-idf row projected on the leading right singular vectors of the rows of products with buyers
//            (latent semantic analysis). Products that do not sell have no influence on the directions
//   map      A = argmin Σ_i n_i |y_i − A z_i|² + μ |A|², y_i the embedding of product i, n_i its buyers
//   mixed    (n_i y_i + κ A z_i) / (n_i + κ): the embedding of a product with few buyers comes from its attributes, of
//            one with many from its buyers
//   cost     item_count (attribute_dim + dim)² flops
//   order    the same bytes at any thread count
//   source   METHODS 6; Gantner et al., "Learning Attribute-to-Feature Mappings for Cold-Start Recommendations", ICDM
//            2010; Deerwester et al., "Indexing by Latent Semantic Analysis", JASIS 1990
//   test     tests/content/attribute_map_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/parts.hpp"
#include "models/content/features.hpp"

namespace moshaver {

// The number of customers of each product.
[[nodiscard]] std::vector<std::uint32_t> count_buyers(const SparseRows& by_user, std::size_t item_count);

struct AttributeVectorsConfig {
  std::size_t dim = 256;  // at most
  std::uint64_t seed = 1;
  std::size_t threads = 1;
};

// item_count x dim; rows of zeros for products without attributes.
[[nodiscard]] FactorMatrix attribute_vectors(const ContentFeatures&, std::span<const std::uint32_t> buyers,
                                             const AttributeVectorsConfig&);

struct AttributeMixConfig {
  double content_weight = 0;   // κ > 0, in buyers
  double regularization = 10;  // μ
  std::size_t threads = 1;
};

// Mixes the attributes into the part's vectors as above, for products with attributes. A part whose fold-in is a ridge
// solve is then rotated into the eigenbasis of its gramian. `attributes` and `buyers` are by product.
void mix_in_attributes(FactorsPart&, const FactorMatrix& attributes, std::span<const std::uint32_t> buyers,
                       const AttributeMixConfig&);

}  // namespace moshaver
