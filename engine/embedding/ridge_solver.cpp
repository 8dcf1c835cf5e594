#include "engine/embedding/ridge_solver.hpp"

#include <algorithm>
#include <cmath>

#include "engine/linalg/batched_cholesky.hpp"
#include "engine/linalg/dense_kernels.hpp"
#include "engine/linalg/dot.hpp"
#include "engine/linalg/history_kernels.hpp"

namespace moshaver {

namespace {

// Rows of a long history that are gathered at a time.
constexpr std::size_t block_rows = 128;
// Up to this length, one lane of a batch of sixteen costs less than a Cholesky of its own. The limit must not depend on
// the number of histories in a batch: a row must get the same bits alone.
constexpr std::size_t lane_history = 32;

bool is_short(std::size_t history, std::size_t dim) { return history * 4 <= dim * 3; }

void set_zero(std::span<float> values) { std::fill(values.begin(), values.end(), 0.0F); }

// √c of every product of a history; 1 if the history has no weights.
void set_roots(const RidgeRow& row, std::span<float> roots) {
  for (std::size_t at = 0; at < row.items.size(); ++at)
    roots[at] = row.weights.empty() ? 1 : std::sqrt(row.weights[at]);
}

std::span<const std::uint32_t> items_of(std::span<const RidgeRow> rows, std::size_t at) {
  return at < rows.size() ? rows[at].items : std::span<const std::uint32_t>();
}

double sum_of(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value);
  return sum;
}

bool all_finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

}  // namespace

void RidgeSolver::set_diagonal(std::span<const float> diagonal) {
  diagonal_.assign(diagonal.begin(), diagonal.end());
  scale_.resize(diagonal.size());
  inverse_.resize(diagonal.size());
  ones_.resize(diagonal.size(), 1.0F);
  inverse_roots(diagonal, scale_);
  for (std::size_t at = 0; at < diagonal.size(); ++at) inverse_[at] = scale_[at] * scale_[at];
}

RidgeRow RidgeSolver::unpack(std::span<const WeightedItem> history, std::span<float> out) {
  items_.clear();
  weights_.clear();
  for (const WeightedItem& held : history) {
    items_.push_back(held.item.row);
    weights_.push_back(held.weight);
  }
  return {items_, weights_, out, nullptr};
}

void RidgeSolver::solve(const FactorMatrix& factors, std::span<const float> diagonal,
                        std::span<const WeightedItem> history, std::span<float> out) {
  const RidgeRow row = unpack(history, out);
  solve(factors, diagonal, std::span(&row, 1));
}

void RidgeSolver::solve(const FactorMatrix& factors, std::span<const float> diagonal, std::span<const RidgeRow> rows) {
  set_diagonal(diagonal);
  for (std::size_t first = 0; first < rows.size();) {
    const std::size_t length = rows[first].items.size();
    std::size_t last = first + 1;
    while (last < rows.size() && last < first + batch_systems && rows[last].items.size() == length) ++last;
    const std::span<const RidgeRow> same_length = rows.subspan(first, last - first);
    if (length > 0 && length <= lane_history && is_short(length, factors.dim())) {
      solve_lanes(factors, same_length, items_of(rows, last));
    } else {
      for (std::size_t at = first; at < last; ++at) {
        if (length == 0) {
          set_zero(rows[at].out);
          if (rows[at].loss != nullptr) *rows[at].loss = 0;
        } else if (is_short(length, factors.dim())) {
          solve_short(factors, rows[at], items_of(rows, at + 1));
        } else {
          solve_long(factors, rows[at], items_of(rows, at + 1));
        }
      }
    }
    first = last;
  }
}

// Solves up to sixteen histories of the same length.
void RidgeSolver::solve_lanes(const FactorMatrix& factors, std::span<const RidgeRow> rows,
                              std::span<const std::uint32_t> upcoming) {
  const std::size_t length = rows[0].items.size(), dim = factors.dim();
  const Block scaled = rows_.block(length, dim);
  const Block gram = system_.block(length, length + 3);
  float* systems = lanes_.at_least(batch_entry(length, 0));
  float* right = lanes_right_.at_least(length * batch_systems);
  roots_.resize(rows.size() * length);
  right_.resize(length);
  for (std::size_t s = 0; s < rows.size(); ++s) {
    const std::span roots = std::span(roots_).subspan(s * length, length);
    set_roots(rows[s], roots);
    gather_rows(factors, rows[s].items, roots, scale_, s + 1 < rows.size() ? rows[s + 1].items : upcoming, scaled);
    outer_gram(scaled, gram);
    for (std::size_t i = 0; i < length; ++i) {
      for (std::size_t j = 0; j < i; ++j) systems[batch_entry(i, j) + s] = gram.row(j)[i];
      systems[batch_entry(i, i) + s] = gram.row(i)[i] + 1;
      right[i * batch_systems + s] = roots[i];
    }
  }
  solve_batched_systems(systems, right, length, rows.size());
  for (std::size_t s = 0; s < rows.size(); ++s) {
    for (std::size_t i = 0; i < length; ++i) right_[i] = right[i * batch_systems + s] * roots_[s * length + i];
    // I + A Aᵀ has no eigenvalue below 1, so this happens only if the input is not finite.
    if (!all_finite(right_)) set_zero(right_);
    if (rows[s].loss != nullptr) *rows[s].loss = sum_of(right_);
    weighted_row_sum(factors, rows[s].items, right_, inverse_, rows[s].out);
  }
}

// I + A Aᵀ; roots_ becomes √c.
Block RidgeSolver::short_system(const FactorMatrix& factors, const RidgeRow& row,
                                std::span<const std::uint32_t> upcoming) {
  const std::size_t length = row.items.size();
  const Block scaled = rows_.block(length, factors.dim());
  const Block system = system_.block(padded_unknowns(length), padded_unknowns(length) + 3);
  roots_.resize(length);
  set_roots(row, roots_);
  gather_rows(factors, row.items, roots_, scale_, upcoming, scaled);
  outer_gram(scaled, {system.values, length, length, system.stride});
  for (std::size_t i = 0; i < length; ++i) system.row(i)[i] += 1;
  return system;
}

void RidgeSolver::solve_short(const FactorMatrix& factors, const RidgeRow& row,
                              std::span<const std::uint32_t> upcoming) {
  const Block system = short_system(factors, row, upcoming);
  right_.assign(roots_.begin(), roots_.end());
  if (!solve_upper_cholesky(system, right_.size(), right_)) set_zero(right_);
  for (std::size_t i = 0; i < right_.size(); ++i) right_[i] *= roots_[i];
  if (!all_finite(right_)) set_zero(right_);
  // With (I + A Aᵀ) z = √c, the loss is √c·z.
  if (row.loss != nullptr) *row.loss = sum_of(right_);
  weighted_row_sum(factors, row.items, right_, inverse_, row.out);
}

// diag + Fᵀ C F; target_ becomes Fᵀ c, and roots_ c.
Block RidgeSolver::long_system(const FactorMatrix& factors, const RidgeRow& row,
                               std::span<const std::uint32_t> upcoming) {
  const std::size_t dim = factors.dim(), unknowns = padded_unknowns(dim);
  const Block system = system_.block(unknowns, unknowns + 1);
  for (std::size_t i = 0; i < unknowns; ++i) {
    std::fill(system.row(i) + i / line_floats * line_floats, system.row(i) + padded(unknowns + 1), 0.0F);
    if (i < dim) system.row(i)[i] = diagonal_[i];
  }
  target_.assign(dim, 0.0F);
  roots_.resize(row.items.size());
  set_roots(row, roots_);
  for (std::size_t first = 0; first < row.items.size(); first += block_rows) {
    const std::size_t count = std::min(block_rows, row.items.size() - first);
    const std::size_t rest = row.items.size() - first - count;
    const std::span<const std::uint32_t> items = row.items.subspan(first, count);
    const Block part = rows_.block(count, dim);
    gather_rows(factors, items, std::span(roots_).subspan(first, count), ones_,
                rest > 0 ? row.items.subspan(first + count, std::min(rest, block_rows)) : upcoming, part);
    add_upper_inner_gram(part, system);
    // Summed block by block: the rows are in the near caches, and shorter sums round less.
    for (std::size_t at = first; at < first + count; ++at) roots_[at] *= roots_[at];
    right_.resize(dim);
    weighted_row_sum(factors, items, std::span(roots_).subspan(first, count), ones_, right_);
    for (std::size_t at = 0; at < dim; ++at) target_[at] += right_[at];
  }
  return system;
}

void RidgeSolver::solve_long(const FactorMatrix& factors, const RidgeRow& row,
                             std::span<const std::uint32_t> upcoming) {
  const Block system = long_system(factors, row, upcoming);
  std::ranges::copy(target_, row.out.begin());
  if (!solve_upper_cholesky(system, factors.dim(), row.out) || !all_finite(row.out)) set_zero(row.out);
  // At the solution the loss is Σ c − x·Fᵀc; long_system has left c in roots_.
  if (row.loss != nullptr) *row.loss = sum_of(roots_) - static_cast<double>(dot(row.out, target_));
}

}  // namespace moshaver
