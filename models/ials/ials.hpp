// `ials`: implicit alternating least squares with frequency-scaled regularization, the exact step.
//
//   loss    Σ_S c (x_u·y_i − 1)² + a0 Σ_all (x_u·y_i)² + λ Σ_u (|S_u| + a0|I|)^ν |x_u|² + the same for items
//   step    each half-sweep rotates the fixed table into the eigenbasis of its gramian (the model does not change under
//           a rotation), where every row is one ridge solve: engine/embedding/ridge_solver.hpp
//   order   rows are independent and sums keep a fixed order: the same seed gives the same factors at any thread count
//   memory  4 dim (users + items) bytes, 16 bytes an interaction, 4 a row
//   source  Rendle, Krichene, Zhang & Koren, "Revisiting the Performance of iALS on Item Recommendation Benchmarks"
//           (2021)
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/ranking/parts.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

struct IalsConfig {
  std::size_t dim = 128;
  std::size_t sweeps = 8;
  double unobserved_weight = 0;   // a0; 0: automatic_unobserved_weight
  double regularization = 0.004;  // λ
  double frequency_exponent = 1;  // ν
  double count_exponent = 0;      // confidence of a product held in n baskets: n^this
  std::uint64_t seed = 1;
  std::size_t threads = 1;
};

// 20 times the share of all pairs of customer and product that were bought: what search on held-out parts finds over
// catalogues from sparse (Gowalla: .013) to dense (Online Retail: .3), and near the settings published for MovieLens
// 20M (.1) and the Million Song Dataset (.02).
[[nodiscard]] double automatic_unobserved_weight(const SparseRows& by_user, std::uint32_t item_count);

[[nodiscard]] FactorsPart train_ials(const SparseRows& by_user, std::uint32_t item_count, const IalsConfig&,
                                     const ProgressSink& = {});

// One half-sweep, for benchmarks and tests: every row of `target` solved against `fixed`, which is rotated.
void solve_rows(const SparseRows& rows, FactorMatrix& fixed, FactorMatrix& target, const IalsConfig&,
                const ProgressSink& = {});
// item_count x dim, N(0, .1 / √dim), from a counter: any row can be drawn by itself.
[[nodiscard]] FactorMatrix initial_factors(std::size_t rows, std::size_t dim, std::uint64_t seed);

}  // namespace moshaver
