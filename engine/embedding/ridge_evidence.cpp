#include "engine/embedding/ridge_evidence.hpp"

#include <algorithm>
#include <cmath>

#include "engine/linalg/blas.hpp"
#include "engine/linalg/dense_kernels.hpp"
#include "engine/linalg/dot.hpp"
#include "engine/linalg/history_kernels.hpp"

namespace moshaver {

RidgeEvidence::RidgeEvidence(const FactorMatrix& factors, std::span<const float> diagonal,
                             std::span<const WeightedItem> history)
    : factors_(factors), scale_(diagonal.size(), 1.0F) {
  if (history.empty()) return;
  std::vector<std::uint32_t> items;
  for (const WeightedItem& held : history) {
    items.push_back(held.item.row);
    roots_.push_back(std::sqrt(held.weight));
  }
  if (is_short()) inverse_roots(diagonal, scale_);
  rows_ = row_memory_.block(items.size(), factors.dim());
  gather_rows(factors, items, roots_, scale_, {}, rows_);
  solvable_ = is_short() ? factor_short() : factor_long(diagonal);
}

bool RidgeEvidence::factor_short() {
  const std::size_t length = rows_.rows;
  system_ = system_memory_.block(length, length + 3);
  outer_gram(rows_, {system_.values, length, length, system_.stride});
  for (std::size_t at = 0; at < length; ++at) system_.row(at)[at] += 1;
  return factor_cholesky(system_.values, system_.stride, length);
}

bool RidgeEvidence::factor_long(std::span<const float> diagonal) {
  const std::size_t dim = diagonal.size();
  system_ = system_memory_.block(dim, dim);
  std::fill_n(system_.values, dim * system_.stride, 0.0F);
  for (std::size_t at = 0; at < dim; ++at) system_.row(at)[at] = diagonal[at];
  add_upper_inner_gram(rows_, system_);
  return factor_cholesky(system_.values, system_.stride, dim);
}

void RidgeEvidence::amounts(ItemId target, std::span<float> out) const {
  std::fill(out.begin(), out.end(), 0.0F);
  if (!solvable_) return;
  const auto row = factors_.row(target.row);
  std::vector<float> scaled(row.begin(), row.end());
  for (std::size_t at = 0; at < scaled.size(); ++at) scaled[at] *= scale_[at];
  if (!is_short()) solve_factored(system_.values, system_.stride, scaled);
  for (std::size_t at = 0; at < out.size(); ++at) out[at] = dot(gathered(at), scaled);
  if (is_short()) solve_factored(system_.values, system_.stride, out);
  for (std::size_t at = 0; at < out.size(); ++at) out[at] *= roots_[at];
}

}  // namespace moshaver
