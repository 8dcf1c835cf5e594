// `ease`: embarrassingly shallow autoencoders. Predicts each product from all others by ridge regression, so that what
// two products share with a third is not counted twice. Weights may be negative.
//
//   model   P = (G + Λ)⁻¹, G = Xᵀ diag(d_u^-user_exponent) X, Λ_ii = regularization d_i^ridge_exponent;
//           w(i -> j) = −P_ij / P_jj d_i^-source_exponent d_j^-target_exponent, w(i -> i) = 0. Of each target j
//           the `sources_per_target` largest absolute weights are kept; all are scaled to a maximum of 1
//   dense   P by Cholesky: 4 n² bytes and n³ flops for n products with buyers
//   sparse  each target is regressed on its `sources_per_target` closest products only (local_ridge.hpp), so that no
//           weight is cut off afterwards: memory and time are linear in products
//   order   the same bytes at any thread count
//   source  Steck, "Embarrassingly Shallow Autoencoders for Sparse Data" (WWW 2019)
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/model/parts.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

enum class EaseForm : std::uint8_t { automatic, dense, sparse };

struct EaseConfig {
  EaseForm form = EaseForm::automatic;  // dense if it fits into memory_mib
  std::size_t memory_mib = 1'024;       // for the dense inverse, or for the pairs of products in the sparse form
  double regularization = 4, ridge_exponent = 0.4;
  double user_exponent = 0.4, source_exponent = 0, target_exponent = 0;
  std::uint32_t sources_per_target = 0;  // kept, in the sparse form regressed on; 0: 1,000 dense, 200 sparse
  std::uint32_t max_history = 2'000;     // longer histories are thinned to so many products, evenly chosen
  double count_exponent = 0;             // when answering, a product bought in n baskets weighs n^this
  std::size_t threads = 1;
};

// The memory of the dense form over `item_count` products.
[[nodiscard]] std::size_t dense_ease_mib(std::size_t item_count);

// EaseForm::dense ignores memory_mib: call dense_ease_mib first.
[[nodiscard]] ItemItemPart train_ease(const SparseRows& by_user, std::uint32_t item_count, const EaseConfig&,
                                      const ProgressSink& = {});

}  // namespace moshaver
