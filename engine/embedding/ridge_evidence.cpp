#include "engine/embedding/ridge_evidence.hpp"

#include <algorithm>

#include "engine/linalg/dot.hpp"

namespace moshaver {

namespace {

using Vector = Eigen::Map<const Eigen::VectorXf>;

Vector vector_of(std::span<const float> values) { return {values.data(), std::ssize(values)}; }

}  // namespace

RidgeEvidence::RidgeEvidence(const FactorMatrix& factors, std::span<const float> diagonal,
                             std::span<const WeightedItem> history)
    : factors_(factors), history_(history) {
  if (is_short()) {
    for (const float value : diagonal) inverse_.push_back(1 / value);
    Eigen::MatrixXf rows(std::ssize(diagonal), std::ssize(history));
    for (Eigen::Index at = 0; at < rows.cols(); ++at) {
      rows.col(at) = vector_of(factors.row(history[static_cast<std::size_t>(at)].item.row));
    }
    Eigen::MatrixXf system = rows.transpose() * vector_of(inverse_).asDiagonal() * rows;
    for (Eigen::Index at = 0; at < rows.cols(); ++at) {
      system(at, at) += 1 / history[static_cast<std::size_t>(at)].weight;
    }
    system_.compute(system);
    return;
  }
  Eigen::MatrixXf system = Eigen::MatrixXf::Zero(std::ssize(diagonal), std::ssize(diagonal));
  system.diagonal() = vector_of(diagonal);
  constexpr std::size_t block = 256;
  Eigen::MatrixXf rows(std::ssize(diagonal), static_cast<Eigen::Index>(block));
  for (std::size_t first = 0; first < history.size(); first += block) {
    const std::size_t count = std::min(block, history.size() - first);
    for (std::size_t at = 0; at < count; ++at) {
      const WeightedItem& held = history[first + at];
      rows.col(static_cast<Eigen::Index>(at)) = std::sqrt(held.weight) * vector_of(factors.row(held.item.row));
    }
    system.selfadjointView<Eigen::Lower>().rankUpdate(rows.leftCols(static_cast<Eigen::Index>(count)));
  }
  system_.compute(system);
}

void RidgeEvidence::amounts(ItemId target, std::span<float> out) const {
  std::fill(out.begin(), out.end(), 0.0F);
  if (history_.empty() || system_.info() != Eigen::Success) return;
  const auto row = factors_.row(target.row);
  Eigen::Map<Eigen::VectorXf> amounts(out.data(), std::ssize(out));
  if (is_short()) {
    const Eigen::VectorXf spread = vector_of(row).cwiseProduct(vector_of(inverse_));
    for (std::size_t at = 0; at < out.size(); ++at) {
      out[at] = dot(factors_.row(history_[at].item.row), {spread.data(), row.size()});
    }
    system_.solveInPlace(amounts);
    return;
  }
  const Eigen::VectorXf spread = system_.solve(vector_of(row));
  for (std::size_t at = 0; at < out.size(); ++at) {
    out[at] = dot(factors_.row(history_[at].item.row), {spread.data(), row.size()}) * history_[at].weight;
  }
}

}  // namespace moshaver
