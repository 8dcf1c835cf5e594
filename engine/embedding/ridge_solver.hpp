// The customer's vector from a history, products fixed: iALS's step in training, fold-in when serving.
//
//   solves   (diag(a0 g + reg) + Fᵀ C F) x = Fᵀ c     F: the history's product factors, |history| x dim; C = diag(c)
//            in the basis where a0 YᵀY is diagonal (g its eigenvalues): factors are kept rotated into it
//   short    histories below 3/4 dim by Woodbury, x = D⁻¹ Fᵀ √C (I + √C F D⁻¹ Fᵀ √C)⁻¹ √c: c² dim + c³/3
//   long     ones by Cholesky of the dim x dim system: c dim² + dim³/3
//   memory   dim² floats, and 4,096 rows of a history at a time
//   threads  one solver a thread: it owns the scratch space
//   source   Rendle, Krichene, Zhang & Koren (2021), eq. 4; Hu, Koren & Volinsky (2008), eq. 4. The judge is the plain
//            solve in double in tests/embedding/ridge_solver_test.cpp
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/linalg/factor_matrix.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

struct WeightedItem {
  ItemId item;
  float weight = 1;  // confidence c, > 0
};

class RidgeSolver {
 public:
  // `diagonal` is a0 g + reg, all > 0. `out` gets dim values; an empty history gives zeros.
  void solve(const FactorMatrix& factors, std::span<const float> diagonal, std::span<const WeightedItem> history,
             std::span<float> out);

  // y_target ᵀ W y_source c_source for every source of the history, W being the inverse above: they sum to the score of
  // `target`. Time O(|history| dim) beyond one solve.
  void contributions(const FactorMatrix& factors, std::span<const float> diagonal,
                     std::span<const WeightedItem> history, ItemId target, std::span<float> out);

 private:
  void gather(const FactorMatrix& factors, std::span<const float> scale, std::span<const WeightedItem> history);
  void solve_short(const FactorMatrix& factors, std::span<const float> diagonal, std::span<const WeightedItem> history,
                   std::span<float> out);
  void build_system(const FactorMatrix& factors, std::span<const float> diagonal,
                    std::span<const WeightedItem> history);

  std::vector<float> rows_;    // rows √c y of a (part of a) history, perhaps scaled
  std::vector<float> scale_;   // D^-½
  std::vector<float> system_;  // the matrix to factor
  std::vector<float> right_;   // √c; then what solves the short system
  std::vector<float> target_;  // Fᵀ c of a long history
};

}  // namespace moshaver
