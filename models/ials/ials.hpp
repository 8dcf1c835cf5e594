// `ials`: implicit alternating least squares with frequency-scaled regularization and exact solves.
//
//   loss    Σ_S c (x_u·y_i − 1)² + a0 Σ_all (x_u·y_i)² + λ Σ_u (|S_u| + a0|I|)^ν |x_u|² + the same for items
//   step    each half-sweep rotates the fixed factors into the eigenbasis of their gramian, which does not change the
//           model; there every row is one ridge solve: engine/embedding/ridge_solver.hpp
//   order   rows are independent and sums keep a fixed order: the same seed gives the same factors at any thread count
//   memory  4 dim (users + items) bytes, 16 bytes per interaction, 4 per row
//   source  Rendle, Krichene, Zhang & Koren, "Revisiting the Performance of iALS on Item Recommendation Benchmarks"
//           (2021)
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "engine/embedding/confidence.hpp"
#include "engine/model/parts.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

struct IalsConfig {
  std::size_t dim = 128;
  std::size_t sweeps = 8;
  double unobserved_weight = 0;   // a0; 0: automatic_unobserved_weight
  double regularization = 0.004;  // λ
  double frequency_exponent = 1;  // ν
  ConfidenceRule confidence;      // that the interaction values were made by; fold-in uses it too
  std::uint64_t seed = 1;
  std::size_t threads = 1;

  // If false, every confidence is taken as 1, whatever the values.
  [[nodiscard]] bool weighted() const { return confidence.count_exponent != 0 || confidence.half_life_days > 0; }
};

// Called after every sweep with the number of sweeps so far and the current model. Returning false stops training.
using SweepCallback = std::function<bool(std::size_t sweeps, const FactorsPart&)>;

// 20 times the density of the interaction matrix. That is about the best value on held-out data, from sparse (Gowalla:
// .013) to dense (Online Retail: .3), and near the settings published for MovieLens 20M (.1) and the Million Song
// Dataset (.02).
[[nodiscard]] double automatic_unobserved_weight(const SparseRows& by_user, std::uint32_t item_count);

// The values of `by_user` are confidences c > 0 (confidences() of engine/embedding/confidence.hpp). Progress stages name
// the sweep and the loss divided by Σ c.
[[nodiscard]] FactorsPart train_ials(const SparseRows& by_user, std::uint32_t item_count, const IalsConfig&,
                                     const ProgressSink& = {}, const SweepCallback& after_sweep = {});

// One half-sweep: solves every row of `target` against `fixed`, which it rotates. Returns the loss without the
// regularization of the fixed rows, at no extra cost.
double solve_rows(const SparseRows& rows, FactorMatrix& fixed, FactorMatrix& target, const IalsConfig&,
                  const ProgressSink& = {});

}  // namespace moshaver
