#include "engine/embedding/ridge_solver.hpp"

#include <algorithm>
#include <cmath>

#include "engine/linalg/blas.hpp"

namespace moshaver {

namespace {

constexpr std::size_t block_rows = 4'096;

bool is_short(std::size_t history, std::size_t dim) { return history * 4 <= dim * 3; }

}  // namespace

void RidgeSolver::solve(const FactorMatrix& factors, std::span<const float> diagonal,
                        std::span<const WeightedItem> history, std::span<float> out) {
  if (history.empty()) {
    std::fill(out.begin(), out.end(), 0.0F);
  } else if (is_short(history.size(), factors.dim())) {
    solve_short(factors, diagonal, history, out);
  } else {
    build_system(factors, diagonal, history);
    std::copy(target_.begin(), target_.end(), out.begin());
    if (!solve_cholesky(system_, out, out.size())) std::fill(out.begin(), out.end(), 0.0F);
  }
}

// Rows √c y, coordinate by coordinate times `scale`; right_ becomes √c.
void RidgeSolver::gather(const FactorMatrix& factors, std::span<const float> scale,
                         std::span<const WeightedItem> history) {
  const std::size_t dim = factors.dim();
  rows_.resize(history.size() * dim);
  right_.resize(history.size());
  for (std::size_t row = 0; row < history.size(); ++row) {
    const float root = std::sqrt(history[row].weight);
    right_[row] = root;
    const float* from = factors.row(history[row].item.row).data();
    float* to = rows_.data() + row * dim;
    for (std::size_t at = 0; at < dim; ++at) to[at] = root * from[at] * scale[at];
  }
}

void RidgeSolver::solve_short(const FactorMatrix& factors, std::span<const float> diagonal,
                              std::span<const WeightedItem> history, std::span<float> out) {
  const std::size_t count = history.size(), dim = out.size();
  scale_.resize(dim);
  for (std::size_t at = 0; at < dim; ++at) scale_[at] = 1.0F / std::sqrt(diagonal[at]);
  gather(factors, scale_, history);
  system_.assign(count * count, 0.0F);
  for (std::size_t row = 0; row < count; ++row) system_[row * count + row] = 1;
  add_outer_gram(rows_, system_, count, dim);
  // I + A Aᵀ has no eigenvalue below 1: the factorization fails on numbers that are not finite only.
  if (!solve_cholesky(system_, right_, count)) {
    std::fill(out.begin(), out.end(), 0.0F);
    return;
  }
  multiply_transposed(rows_, right_, out, count, dim);
  for (std::size_t at = 0; at < dim; ++at) out[at] *= scale_[at];
}

// system_ = diag + Fᵀ C F (lower triangle), target_ = Fᵀ c.
void RidgeSolver::build_system(const FactorMatrix& factors, std::span<const float> diagonal,
                               std::span<const WeightedItem> history) {
  const std::size_t dim = factors.dim();
  scale_.assign(dim, 1.0F);
  target_.assign(dim, 0.0F);
  system_.assign(dim * dim, 0.0F);
  std::vector<float> part(dim);
  for (std::size_t at = 0; at < dim; ++at) system_[at * dim + at] = diagonal[at];
  for (std::size_t first = 0; first < history.size(); first += block_rows) {
    const auto block = history.subspan(first, std::min(block_rows, history.size() - first));
    gather(factors, scale_, block);
    add_inner_gram(rows_, system_, block.size(), dim);
    multiply_transposed(rows_, right_, part, block.size(), dim);
    for (std::size_t at = 0; at < dim; ++at) target_[at] += part[at];
  }
}

void RidgeSolver::contributions(const FactorMatrix& factors, std::span<const float> diagonal,
                                std::span<const WeightedItem> history, ItemId target, std::span<float> out) {
  const std::size_t dim = factors.dim();
  // W is symmetric: one solve for W y_target, then a dot product with every source.
  build_system(factors, diagonal, history);
  const std::span<const float> target_row = factors.row(target.row);
  std::vector<float> spread(target_row.begin(), target_row.end());
  if (!solve_cholesky(system_, spread, dim)) std::fill(spread.begin(), spread.end(), 0.0F);
  for (std::size_t row = 0; row < history.size(); ++row) {
    const std::span<const float> source = factors.row(history[row].item.row);
    double sum = 0;
    for (std::size_t at = 0; at < dim; ++at) sum += static_cast<double>(source[at]) * spread[at];
    out[row] = static_cast<float>(sum * history[row].weight);
  }
}

}  // namespace moshaver
