#include "models/counting/kept_weights.hpp"

#include <algorithm>
#include <cmath>

namespace moshaver {

std::span<RowWeight> keep_largest(std::span<RowWeight> weights, std::size_t most) {
  if (weights.size() <= most) return weights;
  const auto larger = [](const RowWeight& a, const RowWeight& b) {
    const float size_a = std::abs(a.weight), size_b = std::abs(b.weight);
    return size_a != size_b ? size_a > size_b : a.column < b.column;
  };
  std::nth_element(weights.begin(), weights.begin() + static_cast<std::ptrdiff_t>(most), weights.end(), larger);
  return weights.first(most);
}

void KeptWeights::put(std::uint32_t row, std::span<const RowWeight> weights) {
  std::vector<RowWeight>& kept = rows_[row];
  kept.assign(weights.begin(), weights.end());
  std::sort(kept.begin(), kept.end(), [](const RowWeight& a, const RowWeight& b) { return a.column < b.column; });
}

SparseRows KeptWeights::take() {
  std::size_t count = 0;
  for (const auto& row : rows_) count += row.size();
  SparseRows out;
  out.offsets.reserve(rows_.size() + 1);
  out.columns.reserve(count);
  out.values.reserve(count);
  for (auto& row : rows_) {
    for (const RowWeight& kept : row) {
      out.columns.push_back(kept.column);
      out.values.push_back(kept.weight);
    }
    out.offsets.push_back(out.columns.size());
    std::vector<RowWeight>().swap(row);
  }
  return out;
}

SparseRows KeptWeights::take_scaled() {
  SparseRows out = take();
  float largest = 0;
  for (const float value : out.values) largest = std::max(largest, std::abs(value));
  for (float& value : out.values) value /= largest;
  return out;
}

SparseRows thinned(const SparseRows& rows, std::uint32_t most) {
  SparseRows out;
  out.offsets.reserve(rows.offsets.size());
  out.columns.reserve(rows.columns.size());
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    const auto columns = rows.columns_of(row);
    const std::size_t kept = std::min<std::size_t>(columns.size(), most);
    for (std::size_t at = 0; at < kept; ++at) out.columns.push_back(columns[at * columns.size() / kept]);
    out.offsets.push_back(out.columns.size());
  }
  out.values.assign(out.columns.size(), 1.0F);
  return out;
}

}  // namespace moshaver
