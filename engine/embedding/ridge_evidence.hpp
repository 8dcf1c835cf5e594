// Which past purchase brings how much of a product's score, where the customer's vector is a ridge solution: the system
// is factored once, whatever number of products is asked about.
//
//   amounts  y_targetᵀ W y_source c_source for every source of the history, W the inverse of ridge_solver.hpp's system:
//            they sum to the score of the target
//   cost     c² dim + c³/3 for histories up to dim, else c dim² + dim³/3; then c² (or dim²) + c dim a product
//   memory   dim² floats, twice at most
//   read     tests/embedding/ridge_solver_test.cpp
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/embedding/ridge_solver.hpp"
#include "engine/linalg/scratch.hpp"

namespace moshaver {

class RidgeEvidence {
 public:
  // Views the factors. `diagonal` is a0 g + reg, all > 0.
  RidgeEvidence(const FactorMatrix& factors, std::span<const float> diagonal, std::span<const WeightedItem> history);

  // One amount for each of the history; zeros where the system cannot be solved to float precision.
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
