// The reference for iALS: as in the papers, in double, without rotation or shortcuts, one dense solve for each row.
#pragma once

#include <Eigen/Dense>
#include <cmath>
#include <random>
#include <set>

#include "engine/data/sparse_rows.hpp"
#include "engine/linalg/factor_matrix.hpp"
#include "models/ials/ials.hpp"

namespace moshaver::testing {

inline Eigen::MatrixXd dense(const FactorMatrix& factors) {
  Eigen::MatrixXd out(static_cast<Eigen::Index>(factors.rows()), static_cast<Eigen::Index>(factors.dim()));
  for (Eigen::Index row = 0; row < out.rows(); ++row) {
    for (Eigen::Index at = 0; at < out.cols(); ++at) {
      out(row, at) = static_cast<double>(factors.row(static_cast<std::size_t>(row))[static_cast<std::size_t>(at)]);
    }
  }
  return out;
}

inline double confidence(float value, const IalsConfig& config) {
  return config.weighted() ? static_cast<double>(value) : 1;
}

// λ (|S| + a0 n)^ν
inline double ridge(std::size_t held, Eigen::Index others, const IalsConfig& config) {
  const double frequency = static_cast<double>(held) + config.unobserved_weight * static_cast<double>(others);
  return config.regularization * std::pow(frequency, config.frequency_exponent);
}

// x_u = (a0 YᵀY + Y_Sᵀ C Y_S + reg_u I)⁻¹ Y_Sᵀ c, for every row.
inline Eigen::MatrixXd plain_half_sweep(const SparseRows& rows, const Eigen::MatrixXd& fixed,
                                        const IalsConfig& config) {
  const Eigen::Index dim = fixed.cols();
  const Eigen::MatrixXd gram = config.unobserved_weight * fixed.transpose() * fixed;
  Eigen::MatrixXd out(rows.row_count(), dim);
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    Eigen::MatrixXd matrix =
        gram + ridge(rows.size_of(row), fixed.rows(), config) * Eigen::MatrixXd::Identity(dim, dim);
    Eigen::VectorXd target = Eigen::VectorXd::Zero(dim);
    for (std::size_t at = 0; at < rows.size_of(row); ++at) {
      const Eigen::VectorXd other = fixed.row(rows.columns_of(row)[at]);
      const double weight = confidence(rows.values_of(row)[at], config);
      matrix += weight * other * other.transpose();
      target += weight * other;
    }
    out.row(row) = matrix.ldlt().solve(target);
  }
  return out;
}

inline double plain_loss(const SparseRows& by_user, const SparseRows& by_item, const Eigen::MatrixXd& users,
                         const Eigen::MatrixXd& items, const IalsConfig& config) {
  const Eigen::MatrixXd scores = users * items.transpose();
  double loss = config.unobserved_weight * scores.squaredNorm();
  for (std::uint32_t user = 0; user < by_user.row_count(); ++user) {
    for (std::size_t at = 0; at < by_user.size_of(user); ++at) {
      const double miss = scores(user, by_user.columns_of(user)[at]) - 1;
      loss += confidence(by_user.values_of(user)[at], config) * miss * miss;
    }
    loss += ridge(by_user.size_of(user), items.rows(), config) * users.row(user).squaredNorm();
  }
  for (std::uint32_t item = 0; item < by_item.row_count(); ++item) {
    loss += ridge(by_item.size_of(item), users.rows(), config) * items.row(item).squaredNorm();
  }
  return loss;
}

// Random interactions, skewed so that a few products have many buyers; with counts from 1 to 4.
inline SparseRows random_interactions(std::uint32_t users, std::uint32_t items, std::size_t most, std::uint32_t seed) {
  std::mt19937 random(seed);
  SparseRows rows;
  for (std::uint32_t user = 0; user < users; ++user) {
    std::set<std::uint32_t> held;
    for (std::size_t draw = random() % (most + 1); draw > 0; --draw) {
      const double uniform = static_cast<double>(random()) / 4294967296.0;
      held.insert(static_cast<std::uint32_t>(uniform * uniform * items));
    }
    for (const std::uint32_t item : held) {
      rows.columns.push_back(item);
      rows.values.push_back(static_cast<float>(1 + random() % 4));
    }
    rows.offsets.push_back(rows.columns.size());
  }
  return rows;
}

}  // namespace moshaver::testing
