#include "models/low_pass/low_pass.hpp"

#include <algorithm>
#include <cmath>

#include "engine/linalg/blas.hpp"
#include "engine/linalg/orthonormal.hpp"
#include "engine/parallel/parallel_for.hpp"
#include "models/random/initial_factors.hpp"

namespace moshaver {

namespace {

constexpr std::size_t oversampling = 32;

// Products that somebody bought, numbered from 0: rows of zeros would make the columns dependent where few are left.
std::size_t bought_count(const SparseRows& by_item) {
  std::size_t count = 0;
  for (std::uint32_t item = 0; item < by_item.row_count(); ++item) count += by_item.size_of(item) > 0;
  return count;
}

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

FactorMatrix product(const SparseRows& sparse, const FactorMatrix& dense, std::size_t threads) {
  FactorMatrix out(sparse.row_count(), dense.dim());
  parallel_for(sparse.row_count(), 64, threads, [&](std::size_t first, std::size_t last, std::size_t) {
    for (std::size_t row = first; row < last; ++row) {
      float* sum = out.row(row).data();
      const auto columns = sparse.columns_of(static_cast<std::uint32_t>(row));
      const auto values = sparse.values_of(static_cast<std::uint32_t>(row));
      for (std::size_t entry = 0; entry < columns.size(); ++entry) {
        const float value = values[entry];
        const float* from = dense.row(columns[entry]).data();
        for (std::size_t at = 0; at < dense.dim(); ++at) sum[at] += value * from[at];
      }
    }
  });
  return out;
}

// The last `dim` columns of `factors` times `vectors`: eigenvalues ascend.
FactorMatrix leading(const FactorMatrix& factors, const std::vector<double>& vectors, std::size_t dim) {
  FactorMatrix rotated = factors;
  rotate(rotated, vectors, 1);
  FactorMatrix out(factors.rows(), dim);
  for (std::size_t row = 0; row < factors.rows(); ++row) {
    const auto from = rotated.row(row).last(dim);
    std::reverse_copy(from.begin(), from.end(), out.row(row).begin());
  }
  return out;
}

// item_count x dim, orthonormal columns, the largest singular value first.
FactorMatrix singular_vectors(const SparseRows& by_user, const SparseRows& by_item, const LowPassConfig& config,
                              const ProgressSink& progress) {
  const std::size_t threads = thread_count_or_all(config.threads);
  const std::size_t rank = std::min<std::size_t>(by_user.row_count(), bought_count(by_item));
  std::size_t width = std::min(config.dim + oversampling, rank);
  while (width > 0) {
    FactorMatrix basis = initial_factors(by_item.row_count(), width, config.seed);
    bool independent = true;
    for (std::size_t pass = 0; pass < config.passes && independent; ++pass) {
      basis = product(by_item, product(by_user, basis, threads), threads);
      independent = orthonormalize_columns(basis, threads);
      report(progress, {"singular vectors", pass + 1, config.passes, "passes"});
    }
    if (independent) {
      const std::vector<double> small = gramian(product(by_user, basis, threads), threads);
      return leading(basis, eigenbasis(small, width).vectors, std::min(config.dim, width));
    }
    width /= 2;  // the data has fewer directions than that
  }
  return {by_item.row_count(), 1};
}

}  // namespace

FactorsPart train_low_pass(const SparseRows& by_user, std::uint32_t item_count, const LowPassConfig& asked,
                           const ProgressSink& progress) {
  const SparseRows by_item = transpose(by_user, item_count);
  LowPassConfig config = asked;
  if (config.dim == 0) config.dim = std::clamp<std::size_t>(bought_count(by_item) / 30, 64, 1'024);
  const SparseRows user_rows = scaled(by_user, by_item, config.user_exponent, config.item_exponent);
  const SparseRows item_rows = scaled(by_item, by_user, config.item_exponent, config.user_exponent);
  FactorsPart part;
  part.item_factors = singular_vectors(user_rows, item_rows, config, progress);
  part.count_exponent = static_cast<float>(config.count_exponent);
  part.source_weights.resize(item_count);
  for (std::uint32_t item = 0; item < item_count; ++item) {
    const std::size_t degree = by_item.size_of(item);
    for (float& value : part.item_factors.row(item))
      value *= static_cast<float>(power_of(degree, config.target_exponent));
    // Times the target's vector this is the source's: V d^-source_exponent.
    part.source_weights[item] = static_cast<float>(power_of(degree, -config.source_exponent - config.target_exponent));
  }
  return part;
}

}  // namespace moshaver
