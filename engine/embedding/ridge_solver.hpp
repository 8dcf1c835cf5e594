// The user vector of a history with item factors fixed: the iALS step in training, fold-in when serving.
//
//   solves   (diag(a0 g + reg) + Fᵀ C F) x = Fᵀ c     F: the history's item factors, n x dim; C = diag(c)
//            in the basis where a0 YᵀY is diagonal (g: its eigenvalues); factors are stored rotated into that basis
//   short    histories up to about dim, by Woodbury with A = √C F D^-½: x = D⁻¹ Fᵀ √C (I + A Aᵀ)⁻¹ √c, n² dim + n³/3;
//            the shortest ones sixteen systems at a time, one a vector lane
//   long     histories, by Cholesky of the dim x dim system: n dim² + dim³/3
//   values   a row gets the same bits alone and in a batch
//   memory   dim² floats, and a few hundred rows of a history at a time
//   threads  one solver a thread: it owns the scratch memory
//   source   Rendle, Krichene, Zhang & Koren (2021), eq. 4; Hu, Koren & Volinsky (2008), eq. 4
//   test     tests/embedding/ridge_solver_test.cpp: a plain solve in double as reference
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/linalg/factor_matrix.hpp"
#include "engine/linalg/scratch.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

struct WeightedItem {
  ItemId item;
  float weight = 1;  // confidence c, > 0
};

// One history of a batch, as views: products, their confidences > 0 (empty: all 1), and room for dim values of output.
struct RidgeRow {
  std::span<const std::uint32_t> items;
  std::span<const float> weights;
  std::span<float> out;
  // Receives the loss at the solution, Σ c (1 − x·y)² + xᵀ diag x, which costs nothing extra. Null: not wanted.
  double* loss = nullptr;
};

class RidgeSolver {
 public:
  // `diagonal` is a0 g + reg, all > 0. Writes dim values to `out`; an empty history gives zeros.
  void solve(const FactorMatrix& factors, std::span<const float> diagonal, std::span<const WeightedItem> history,
             std::span<float> out);

  // The same for many rows that share the diagonal. Sort rows by length: neighbours of equal length share work.
  void solve(const FactorMatrix& factors, std::span<const float> diagonal, std::span<const RidgeRow> rows);

 private:
  void set_diagonal(std::span<const float> diagonal);
  RidgeRow unpack(std::span<const WeightedItem> history, std::span<float> out);
  void solve_lanes(const FactorMatrix& factors, std::span<const RidgeRow> rows,
                   std::span<const std::uint32_t> upcoming);
  void solve_short(const FactorMatrix& factors, const RidgeRow& row, std::span<const std::uint32_t> upcoming);
  void solve_long(const FactorMatrix& factors, const RidgeRow& row, std::span<const std::uint32_t> upcoming);
  Block short_system(const FactorMatrix& factors, const RidgeRow& row, std::span<const std::uint32_t> upcoming);
  Block long_system(const FactorMatrix& factors, const RidgeRow& row, std::span<const std::uint32_t> upcoming);

  std::vector<std::uint32_t> items_;  // of a history given as WeightedItem
  std::vector<float> weights_;
  std::vector<float> diagonal_;  // D
  std::vector<float> scale_;     // D^-½
  std::vector<float> inverse_;   // D⁻¹
  std::vector<float> ones_;
  std::vector<float> roots_;  // √c
  std::vector<float> right_;
  std::vector<float> target_;  // Fᵀ c of a long history
  Scratch rows_;               // of a (part of a) history, scaled
  Scratch system_;             // the matrix to factor
  Scratch lanes_;              // sixteen of them
  Scratch lanes_right_;
};

}  // namespace moshaver
