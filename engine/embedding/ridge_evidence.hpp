// How much each past purchase contributes to a product's score, for customer vectors that ridge_solver.hpp solves. The
// system is factored once for any number of products.
//
//   amounts  y_targetᵀ W y_source c_source for every source of the history, with W the inverse of ridge_solver.hpp's
//            system: they sum to the score of the target. With A = √C F D^-½ they are √C (I + A Aᵀ)⁻¹ A D^-½ y_target
//   cost     n history products: n² dim + n³/3 if n <= dim, else n dim² + dim³/3; then n² (or dim²) + n dim a target
//   memory   dim² floats, twice at most
//   test     tests/embedding/ridge_solver_test.cpp
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/embedding/ridge_solver.hpp"
#include "engine/linalg/scratch.hpp"

namespace moshaver {

class RidgeEvidence {
 public:
  // Keeps a view of the factors. `diagonal` is a0 g + reg, all > 0.
  RidgeEvidence(const FactorMatrix& factors, std::span<const float> diagonal, std::span<const WeightedItem> history);

  // One amount for each item of the history; zeros if the system cannot be solved to float precision.
  void amounts(ItemId target, std::span<float> out) const;

 private:
  [[nodiscard]] bool is_short() const { return roots_.size() <= factors_.dim(); }
  [[nodiscard]] std::span<const float> gathered(std::size_t source) const {
    return {rows_.row(source), factors_.dim()};
  }
  [[nodiscard]] bool factor_short();
  [[nodiscard]] bool factor_long(std::span<const float> diagonal);

  const FactorMatrix& factors_;
  std::vector<float> roots_;  // √c
  std::vector<float> scale_;  // short: D^-½; long: ones
  Scratch row_memory_, system_memory_;
  Block rows_;    // A = √C F diag(scale)
  Block system_;  // short: I + A Aᵀ; long: D + Aᵀ A; factored
  bool solvable_ = false;
};

}  // namespace moshaver
