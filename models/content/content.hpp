// `content`: embeddings from product attributes, weighted by how well they predict co-purchases. It recommends products
// without buyers too.
//
//   model    C_ij = (n_i n_j)^-item_exponent Σ_u d_u^-user_exponent r_ui r_uj, with C_ii multiplied by σ: normalised
//            co-purchases (n_i buyers of a product, d_u products of a customer). C is regressed on the attribute vectors
//            z (attribute_map.hpp) from both sides: M = N⁻¹ Zᵀ C Z N⁻¹ with N = Σ_bought z zᵀ + μI, so C ≈ Z M Zᵀ.
//            y_i = M^½ z_i, on M's leading positive eigenvectors.
//            score = Σ_h w_h y_h · y_i over the products h of the history, w_h = n_h^-source_exponent
//   σ        the weight of a product's similarity to itself: at 0 only co-purchases of different products count
//   part     factors whose fold-in is a weighted sum: as fast, and with reasons as exact, as low-pass
//   order    the same bytes at any thread count
//   cost     interactions · attribute_dim, and (users + products) · attribute_dim² flops
//   test     tests/content/content_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/model/parts.hpp"
#include "models/content/features.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

struct ContentConfig {
  std::size_t attribute_dim = 256;
  std::size_t dim = 128;         // at most: M may have fewer positive eigenvalues
  double regularization = 5e-4;  // μ per product with buyers
  double item_exponent = 0.5, user_exponent = 0.5;
  double source_exponent = 0.5;
  double own_share = 2;       // σ
  double count_exponent = 0;  // when answering, a product bought in n baskets weighs n^this
  std::uint64_t seed = 1;
  std::size_t threads = 1;
};

[[nodiscard]] FactorsPart train_content(const SparseRows& by_user, const ContentFeatures&, const ContentConfig&,
                                        const ProgressSink& = {});

}  // namespace moshaver
