#include "models/low_pass/low_pass.hpp"

#include <algorithm>
#include <cmath>

#include "models/low_pass/singular_vectors.hpp"

namespace moshaver {

namespace {

double power_of(std::size_t degree, double exponent) {
  return degree == 0 ? 0 : std::pow(static_cast<double>(degree), exponent);
}

// The interactions, scaled: D_row^-row_exponent R D_column^-column_exponent.
SparseRows scaled(SparseRows rows, const SparseRows& columns, double row_exponent, double column_exponent) {
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    const double row_power = power_of(rows.size_of(row), -row_exponent);
    for (std::uint64_t at = rows.offsets[row]; at < rows.offsets[row + 1]; ++at) {
      rows.values[at] = static_cast<float>(row_power * power_of(columns.size_of(rows.columns[at]), -column_exponent));
    }
  }
  return rows;
}

}  // namespace

FactorsPart train_low_pass(const SparseRows& by_user, std::uint32_t item_count, const LowPassConfig& requested,
                           const ProgressSink& progress) {
  const SparseRows by_item = transpose(by_user, item_count);
  LowPassConfig config = requested;
  if (config.dim == 0) config.dim = std::clamp<std::size_t>(nonempty_rows(by_item) / 25, 64, 1'536);
  const SparseRows user_rows = scaled(by_user, by_item, config.user_exponent, config.item_exponent);
  const SparseRows item_rows = scaled(by_item, by_user, config.item_exponent, config.user_exponent);
  FactorsPart part;
  part.item_factors =
      singular_vectors(user_rows, item_rows, {config.dim, config.passes, config.seed, config.threads}, progress);
  part.count_exponent = static_cast<float>(config.count_exponent);
  part.source_weights.resize(item_count);
  for (std::uint32_t item = 0; item < item_count; ++item) {
    const std::size_t degree = by_item.size_of(item);
    for (float& value : part.item_factors.row(item))
      value *= static_cast<float>(power_of(degree, config.target_exponent));
    // A source's vector is this times its target vector: V d^-source_exponent.
    part.source_weights[item] = static_cast<float>(power_of(degree, -config.source_exponent - config.target_exponent));
  }
  return part;
}

}  // namespace moshaver
