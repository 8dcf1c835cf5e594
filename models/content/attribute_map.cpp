#include "models/content/attribute_map.hpp"

#include <algorithm>
#include <cmath>

#include "engine/linalg/blas.hpp"
#include "engine/linalg/sparse_product.hpp"
#include "engine/parallel/parallel_for.hpp"
#include "models/low_pass/singular_vectors.hpp"

namespace moshaver {

namespace {

// √n_i z_i and √n_i y_i side by side: its gramian contains ZᵀNZ and ZᵀNY.
FactorMatrix side_by_side(const FactorMatrix& left, const FactorMatrix& right, std::span<const std::uint32_t> buyers) {
  FactorMatrix both(left.rows(), left.dim() + right.dim());
  for (std::size_t row = 0; row < left.rows(); ++row) {
    const float root = std::sqrt(static_cast<float>(buyers[row]));
    const auto out = both.row(row);
    const auto a = left.row(row), b = right.row(row);
    for (std::size_t at = 0; at < a.size(); ++at) out[at] = root * a[at];
    for (std::size_t at = 0; at < b.size(); ++at) out[a.size() + at] = root * b[at];
  }
  return both;
}

// A, from_dim x to_dim: (ZᵀNZ + μI)⁻¹ ZᵀNY by the eigenvectors of ZᵀNZ.
std::vector<double> ridge_map(const FactorMatrix& from, const FactorMatrix& to, std::span<const std::uint32_t> buyers,
                              const AttributeMixConfig& config) {
  const std::size_t inner = from.dim(), outer = to.dim(), width = inner + outer;
  const std::vector<double> gram = gramian(side_by_side(from, to, buyers), thread_count_or_all(config.threads));
  std::vector<double> left(inner * inner);
  for (std::size_t row = 0; row < inner; ++row) {
    std::copy_n(gram.begin() + static_cast<std::ptrdiff_t>(row * width), inner,
                left.begin() + static_cast<std::ptrdiff_t>(row * inner));
  }
  const Eigenbasis basis = eigenbasis(left, inner);
  std::vector<double> turned(inner * outer), map(inner * outer);
  for (std::size_t vector = 0; vector < inner; ++vector) {
    const double scale = 1 / (std::max(basis.values[vector], 0.0) + config.regularization);
    for (std::size_t row = 0; row < inner; ++row) {
      const double weight = scale * basis.vectors[row * inner + vector];
      for (std::size_t column = 0; column < outer; ++column) {
        turned[vector * outer + column] += weight * gram[row * width + inner + column];
      }
    }
  }
  for (std::size_t row = 0; row < inner; ++row) {
    for (std::size_t vector = 0; vector < inner; ++vector) {
      const double weight = basis.vectors[row * inner + vector];
      for (std::size_t column = 0; column < outer; ++column) {
        map[row * outer + column] += weight * turned[vector * outer + column];
      }
    }
  }
  return map;
}

}  // namespace

FactorMatrix attribute_vectors(const ContentFeatures& features, std::span<const std::uint32_t> buyers,
                               const AttributeVectorsConfig& config) {
  SparseRows bought;
  for (std::uint32_t item = 0; item < features.by_item.row_count(); ++item) {
    if (buyers[item] == 0) continue;
    const auto columns = features.by_item.columns_of(item);
    const auto values = features.by_item.values_of(item);
    bought.columns.insert(bought.columns.end(), columns.begin(), columns.end());
    bought.values.insert(bought.values.end(), values.begin(), values.end());
    bought.offsets.push_back(bought.columns.size());
  }
  const SparseRows by_feature = transpose(bought, features.feature_count);
  const FactorMatrix directions = singular_vectors(bought, by_feature, {config.dim, 4, config.seed, config.threads});
  return sparse_product(features.by_item, directions, thread_count_or_all(config.threads));
}

std::vector<std::uint32_t> count_buyers(const SparseRows& by_user, std::size_t item_count) {
  std::vector<std::uint32_t> buyers(item_count);
  for (const std::uint32_t item : by_user.columns) ++buyers[item];
  return buyers;
}

void mix_in_attributes(FactorsPart& part, const FactorMatrix& attributes, std::span<const std::uint32_t> buyers,
                       const AttributeMixConfig& config) {
  const std::size_t threads = thread_count_or_all(config.threads), dim = part.item_factors.dim();
  const std::vector<double> map = ridge_map(attributes, part.item_factors, buyers, config);
  parallel_for(attributes.rows(), 64, threads, [&](std::size_t first, std::size_t last, std::size_t) {
    std::vector<double> predicted(dim);
    for (std::size_t item = first; item < last; ++item) {
      const auto known = attributes.row(item);
      if (std::all_of(known.begin(), known.end(), [](float value) { return value == 0; })) continue;
      std::fill(predicted.begin(), predicted.end(), 0.0);
      for (std::size_t row = 0; row < known.size(); ++row) {
        for (std::size_t at = 0; at < dim; ++at) predicted[at] += static_cast<double>(known[row]) * map[row * dim + at];
      }
      const double share = config.content_weight / (config.content_weight + buyers[item]);
      const auto factors = part.item_factors.row(item);
      for (std::size_t at = 0; at < dim; ++at) {
        factors[at] = static_cast<float>((1 - share) * static_cast<double>(factors[at]) + share * predicted[at]);
      }
    }
  });
  if (part.eigenvalues.empty()) return;
  const Eigenbasis basis = eigenbasis(gramian(part.item_factors, threads), dim);
  rotate(part.item_factors, basis.vectors, threads);
  for (std::size_t at = 0; at < dim; ++at) part.eigenvalues[at] = static_cast<float>(std::max(basis.values[at], 0.0));
}

}  // namespace moshaver
