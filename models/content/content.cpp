#include "models/content/content.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/linalg/blas.hpp"
#include "engine/linalg/sparse_product.hpp"
#include "engine/parallel/parallel_for.hpp"
#include "models/content/attribute_map.hpp"

namespace moshaver {

namespace {

double power(std::size_t count, double exponent) {
  return count == 0 ? 0 : std::pow(static_cast<double>(count), exponent);
}

void scale_rows(FactorMatrix& matrix, std::span<const float> by) {
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (float& value : matrix.row(row)) value *= by[row];
  }
}

// Z N^-½: over products with buyers the attributes are then nearly uncorrelated.
void whiten(FactorMatrix& attributes, std::span<const std::uint32_t> buyers, double ridge, std::size_t threads) {
  const std::size_t dim = attributes.dim();
  FactorMatrix bought = attributes;
  for (std::size_t row = 0; row < bought.rows(); ++row) {
    if (buyers[row] == 0) std::fill(bought.row(row).begin(), bought.row(row).end(), 0.0F);
  }
  Eigenbasis basis = eigenbasis(gramian(bought, threads), dim);
  for (std::size_t row = 0; row < dim; ++row) {
    for (std::size_t at = 0; at < dim; ++at) {
      basis.vectors[row * dim + at] /= std::sqrt(std::max(basis.values[at], 0.0) + ridge);
    }
  }
  rotate(attributes, basis.vectors, threads);
}

// Zᵀ C Z for whitened attributes, over all pairs of a customer's products. Pairs of a product with itself weigh
// own_share.
std::vector<double> bought_together(const SparseRows& by_user, std::span<const std::uint32_t> buyers,
                                    const FactorMatrix& attributes, const ContentConfig& config, std::size_t threads) {
  SparseRows scaled = by_user;
  std::vector<float> itself(attributes.rows());
  for (std::uint32_t user = 0; user < scaled.row_count(); ++user) {
    const double user_weight = power(scaled.size_of(user), -config.user_exponent / 2);
    for (std::uint64_t at = scaled.offsets[user]; at < scaled.offsets[user + 1]; ++at) {
      const std::uint32_t item = scaled.columns[at];
      const double value = user_weight * power(buyers[item], -config.item_exponent);
      scaled.values[at] = static_cast<float>(value);
      itself[item] += static_cast<float>(value * value);
    }
  }
  for (float& value : itself) value = std::sqrt(value);
  std::vector<double> pairs = gramian(sparse_product(scaled, attributes, threads), threads);
  FactorMatrix alone = attributes;
  scale_rows(alone, itself);
  const std::vector<double> own = gramian(alone, threads);
  for (std::size_t at = 0; at < pairs.size(); ++at) pairs[at] -= (1 - config.own_share) * own[at];
  return pairs;
}

// Attributes times the leading eigenvectors of `pairs`, each scaled by the root of its eigenvalue over the largest.
// Eigenvalues that are not positive are dropped.
FactorMatrix embed(FactorMatrix attributes, const std::vector<double>& pairs, std::size_t most, std::size_t threads) {
  const std::size_t all = attributes.dim();
  const Eigenbasis basis = eigenbasis(pairs, all);  // ascending
  rotate(attributes, basis.vectors, threads);
  const double largest = basis.values.back();
  std::size_t dim = 0;
  while (dim < std::min(most, all) && basis.values[all - 1 - dim] > 1e-6 * largest && largest > 0) ++dim;
  FactorMatrix out(attributes.rows(), std::max<std::size_t>(dim, 1));
  for (std::size_t at = 0; at < dim; ++at) {
    const auto scale = static_cast<float>(std::sqrt(basis.values[all - 1 - at] / largest));
    for (std::size_t row = 0; row < out.rows(); ++row) out.row(row)[at] = scale * attributes.row(row)[all - 1 - at];
  }
  return out;
}

}  // namespace

FactorsPart train_content(const SparseRows& by_user, const ContentFeatures& features, const ContentConfig& config,
                          const ProgressSink& progress) {
  const std::size_t threads = thread_count_or_all(config.threads), item_count = features.by_item.row_count();
  const std::vector<std::uint32_t> buyers = count_buyers(by_user, item_count);
  report(progress, {"attributes of products", 0, 3, "steps"});
  FactorMatrix attributes = attribute_vectors(features, buyers, {config.attribute_dim, config.seed, threads});
  report(progress, {"attributes of products", 1, 3, "steps"});
  const auto bought =
      static_cast<double>(buyers.size()) - static_cast<double>(std::count(buyers.begin(), buyers.end(), 0U));
  whiten(attributes, buyers, config.regularization * bought, threads);
  const std::vector<double> pairs = bought_together(by_user, buyers, attributes, config, threads);
  report(progress, {"attributes of products", 2, 3, "steps"});
  FactorsPart part;
  part.item_factors = embed(std::move(attributes), pairs, config.dim, threads);
  report(progress, {"attributes of products", 3, 3, "steps"});
  part.count_exponent = static_cast<float>(config.count_exponent);
  part.source_weights.reserve(item_count);
  for (const std::uint32_t count : buyers) {
    // A product without buyers counts as if it had one.
    part.source_weights.push_back(static_cast<float>(power(std::max(count, 1U), -config.source_exponent)));
  }
  return part;
}

}  // namespace moshaver
