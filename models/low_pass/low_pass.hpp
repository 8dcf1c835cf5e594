// `low-pass`: the smooth part of who bought what. An embedding model with the cheapest fold-in: a customer's vector is
// a weighted sum of product vectors.
//
//   model   R̃ = D_u^-user_exponent R D_i^-item_exponent; V, item_count x dim, its first right singular vectors;
//           score = r D_i^-source_exponent V Vᵀ D_i^target_exponent
//   how     randomised subspace iteration on R̃ᵀR̃ with Rayleigh–Ritz at the end
//   cost    a pass: 4 nnz width flops of sparse products and 8 item_count width² of orthonormalisation,
//           width = dim + 32
//   memory  4 width (users + items) bytes, twice
//   order   the same seed gives the same vectors at any thread count
//   source  Shen et al., "How Powerful is Graph Convolution for Recommendation?" (GF-CF, CIKM 2021); Halko, Martinsson
//           & Tropp, SIAM Review 2011, alg. 4.4
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/model/parts.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

struct LowPassConfig {
  std::size_t dim = 0;  // 0: one for 25 products, from 64 to 1,536; never more than the data has
  std::size_t passes = 5;
  double user_exponent = 0.25, item_exponent = 0.5;
  double source_exponent = 0.3, target_exponent = 0.5;
  double count_exponent = 0;  // of a product held in n baskets, n^this when answering
  std::uint64_t seed = 1;
  std::size_t threads = 1;
};

[[nodiscard]] FactorsPart train_low_pass(const SparseRows& by_user, std::uint32_t item_count, const LowPassConfig&,
                                         const ProgressSink& = {});

}  // namespace moshaver
