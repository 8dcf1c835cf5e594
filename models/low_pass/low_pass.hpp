// `low-pass`: a low-pass graph filter, that is, embeddings by the leading singular vectors of the normalised interaction
// matrix. Its fold-in is the cheapest: a customer's vector is a weighted sum of product vectors.
//
//   model   R̃ = D_u^-user_exponent R D_i^-item_exponent; V, item_count x dim, its first right singular vectors;
//           score = r D_i^-source_exponent V Vᵀ D_i^target_exponent
//   method  randomised subspace iteration on R̃ᵀR̃ with Rayleigh–Ritz at the end
//   cost    per pass 4 nnz width flops of sparse products and 8 item_count width² of orthonormalisation,
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
  std::size_t dim = 0;  // 0: a 25th of the products bought, from 64 to 1,536; never above the rank of the data
  std::size_t passes = 5;
  double user_exponent = 0.25, item_exponent = 0.5;
  double source_exponent = 0.3, target_exponent = 0.5;
  double count_exponent = 0;  // when answering, a product bought in n baskets weighs n^this
  std::uint64_t seed = 1;
  std::size_t threads = 1;
};

[[nodiscard]] FactorsPart train_low_pass(const SparseRows& by_user, std::uint32_t item_count, const LowPassConfig&,
                                         const ProgressSink& = {});

}  // namespace moshaver
