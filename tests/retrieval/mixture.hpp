// Factors like trained ones: items in clusters (tastes), norms skewed by popularity, and queries that mix a few clusters,
// so that queries are distributed differently from items. Not i.i.d. Gaussian, on which all indexes do equally badly.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <utility>

#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

struct Mixture {
  FactorMatrix items;
  FactorMatrix queries;
};

inline Mixture mixture(std::size_t items, std::size_t queries, std::size_t dim, std::uint32_t seed) {
  constexpr std::size_t clusters = 100;
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::uniform_int_distribution<std::size_t> any_cluster(0, clusters - 1);
  const float unit = 1 / std::sqrt(static_cast<float>(dim));

  FactorMatrix centres(clusters, dim);
  for (std::size_t c = 0; c < clusters; ++c) {
    for (float& value : centres.row(c)) value = unit * normal(random);
  }
  Mixture made{FactorMatrix(items, dim), FactorMatrix(queries, dim)};
  for (std::size_t i = 0; i < items; ++i) {
    const auto centre = std::as_const(centres).row(any_cluster(random));
    const float norm = std::exp(0.6F * normal(random));
    const auto row = made.items.row(i);
    for (std::size_t j = 0; j < dim; ++j) row[j] = norm * (centre[j] + 0.7F * unit * normal(random));
  }
  for (std::size_t i = 0; i < queries; ++i) {
    const auto row = made.queries.row(i);
    for (const float weight : {1.0F, 0.6F, 0.4F}) {
      const auto centre = std::as_const(centres).row(any_cluster(random));
      for (std::size_t j = 0; j < dim; ++j) row[j] += weight * (centre[j] + 0.4F * unit * normal(random));
    }
  }
  return made;
}

}  // namespace moshaver
