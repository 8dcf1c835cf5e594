#include "models/ease/ease.hpp"

#include <Eigen/Dense>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "engine/ranking/item_item_scorer.hpp"
#include "models/ease/local_ridge.hpp"
#include "tests/ials/plain_ials.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// EASE as in the paper, with our exponents, in double: weights[source, target], not scaled.
Eigen::MatrixXd plain_ease(const SparseRows& by_user, std::uint32_t item_count, const EaseConfig& config) {
  Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(item_count, item_count);
  Eigen::VectorXd degree = Eigen::VectorXd::Zero(item_count);
  for (std::uint32_t user = 0; user < by_user.row_count(); ++user) {
    const double weight = std::pow(static_cast<double>(by_user.size_of(user)), -config.user_exponent);
    for (const std::uint32_t a : by_user.columns_of(user)) {
      degree(a) += 1;
      for (const std::uint32_t b : by_user.columns_of(user)) gram(a, b) += weight;
    }
  }
  for (std::uint32_t item = 0; item < item_count; ++item) {
    gram(item, item) += config.regularization * std::pow(degree(item), config.ridge_exponent);
  }
  const Eigen::MatrixXd inverse = gram.inverse();
  Eigen::MatrixXd weights(item_count, item_count);
  for (std::uint32_t target = 0; target < item_count; ++target) {
    for (std::uint32_t source = 0; source < item_count; ++source) {
      weights(source, target) = -inverse(source, target) / inverse(target, target) *
                                std::pow(degree(source), -config.source_exponent) *
                                std::pow(degree(target), -config.target_exponent);
    }
    weights(target, target) = 0;
  }
  return weights;
}

Eigen::MatrixXd dense_weights(const ItemItemPart& part) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(part.rows.row_count(), part.rows.row_count());
  for (std::uint32_t source = 0; source < part.rows.row_count(); ++source) {
    const auto targets = part.rows.columns_of(source);
    for (std::size_t at = 0; at < targets.size(); ++at) {
      CHECK((at == 0 || targets[at - 1] < targets[at]));
      CHECK(targets[at] != source);
      weights(source, targets[at]) = static_cast<double>(part.rows.values_of(source)[at]);
    }
  }
  return weights;
}

EaseConfig small_config(EaseForm form) {
  EaseConfig config;
  config.form = form;
  config.regularization = 0.7;
  return config;
}

// Each of the 80 products has a buyer.
SparseRows small_shop() {
  SparseRows rows = random_interactions(400, 80, 12, 7);
  for (std::uint32_t item = 0; item < 80; ++item) {
    rows.columns.insert(rows.columns.end(), {item, (item + 1) % 80});
    std::sort(rows.columns.end() - 2, rows.columns.end());
    rows.values.insert(rows.values.end(), {1, 1});
    rows.offsets.push_back(rows.columns.size());
  }
  return rows;
}

}  // namespace

TEST_CASE("ease gives the closed-form weights, and so does its sparse form if every product is a candidate") {
  // Every two products have a customer in common, so that each is a candidate for each.
  const SparseRows by_user = random_interactions(600, 80, 70, 7);
  for (const EaseForm form : {EaseForm::dense, EaseForm::sparse}) {
    for (const double exponent : {0.0, 0.4}) {
      EaseConfig config = small_config(form);
      config.user_exponent = exponent;
      config.source_exponent = exponent / 2;
      config.target_exponent = -exponent;
      config.threads = 2;
      Eigen::MatrixXd expected = plain_ease(by_user, 80, config);
      expected /= expected.cwiseAbs().maxCoeff();
      const Eigen::MatrixXd got = dense_weights(train_ease(by_user, 80, config));
      CAPTURE(static_cast<int>(form), exponent);
      CHECK((got - expected).norm() <= 1e-4 * expected.norm());  // condition numbers of some 1,000
    }
  }
}

TEST_CASE("a column of sparse ease is the exact ridge regression of the target on its nearest products") {
  const SparseRows by_user = small_shop();
  const RankedPurchases purchases = rank_purchases(by_user, 80, 0.5, 2'000);
  const std::vector<double> ridge(purchases.item_count(), 0.3);
  Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(80, 80);
  PairCounter counter(purchases);
  for (std::uint32_t rank = 0; rank < 80; ++rank) {
    for (const auto& entry : counter.row(rank)) gram(rank, entry.rank) = static_cast<double>(entry.count);
  }
  CHECK((gram - gram.transpose()).norm() <= 1e-5 * gram.norm());
  std::size_t solved = 0;
  solve_local_ridges(purchases, ridge, {9, 80, 1},
                     [&](std::uint32_t target, std::span<RowWeight> weights, std::size_t) {
                       const auto count = static_cast<Eigen::Index>(weights.size());
                       REQUIRE(count <= 9);
                       Eigen::MatrixXd system(count, count);
                       Eigen::VectorXd right(count);
                       double farthest = 1e9;
                       std::vector<bool> chosen(80, false);
                       const auto near = [&](std::uint32_t rank) {
                         return gram(target, rank) / std::sqrt(static_cast<double>(purchases.degrees[rank]));
                       };
                       for (Eigen::Index a = 0; a < count; ++a) {
                         const std::uint32_t rank = weights[static_cast<std::size_t>(a)].column;
                         chosen[rank] = true;
                         farthest = std::min(farthest, near(rank));
                         right(a) = gram(rank, target);
                         for (Eigen::Index b = 0; b < count; ++b) {
                           system(a, b) = gram(rank, weights[static_cast<std::size_t>(b)].column) + (a == b ? 0.3 : 0);
                         }
                       }
                       for (std::uint32_t rank = 0; rank < 80; ++rank) {
                         if (rank != target && !chosen[rank]) CHECK(near(rank) <= farthest * (1 + 1e-6));
                       }
                       const Eigen::VectorXd expected = system.ldlt().solve(right);
                       for (Eigen::Index a = 0; a < count; ++a) {
                         CHECK(static_cast<double>(weights[static_cast<std::size_t>(a)].weight) ==
                               Approx(expected(a)).epsilon(1e-4).margin(1e-5));
                       }
                       ++solved;
                     });
  CHECK(solved == 80);
}

TEST_CASE("dense ease keeps the weights of largest absolute value for each target, negative ones included") {
  const SparseRows by_user = small_shop();
  EaseConfig config = small_config(EaseForm::dense);
  const Eigen::MatrixXd all = dense_weights(train_ease(by_user, 80, config));
  config.sources_per_target = 10;
  const Eigen::MatrixXd kept = dense_weights(train_ease(by_user, 80, config));
  CHECK(kept.minCoeff() < 0);
  CHECK(kept.cwiseAbs().maxCoeff() == 1);
  for (Eigen::Index target = 0; target < 80; ++target) {
    std::vector<double> sizes;
    for (Eigen::Index source = 0; source < 80; ++source) sizes.push_back(std::abs(all(source, target)));
    std::sort(sizes.rbegin(), sizes.rend());
    for (Eigen::Index source = 0; source < 80; ++source) {
      const double expected = std::abs(all(source, target)) >= sizes[9] ? all(source, target) : 0;
      CHECK(kept(source, target) == expected);
    }
  }
}

TEST_CASE("ease gives the same bytes with 1, 2 and 3 threads") {
  const SparseRows by_user = random_interactions(800, 500, 30, 4);
  for (const EaseForm form : {EaseForm::dense, EaseForm::sparse}) {
    EaseConfig config = small_config(form);
    config.sources_per_target = 40;
    config.threads = 1;
    const ItemItemPart one = train_ease(by_user, 500, config);
    CHECK_FALSE(one.rows.columns.empty());
    for (const std::size_t threads : {std::size_t{2}, std::size_t{3}}) {
      config.threads = threads;
      const ItemItemPart other = train_ease(by_user, 500, config);
      CHECK(other.rows.offsets == one.rows.offsets);
      CHECK(other.rows.columns == one.rows.columns);
      CHECK(other.rows.values == one.rows.values);
    }
  }
}

TEST_CASE("ease uses the sparse form if the inverse exceeds memory_mib") {
  const SparseRows by_user = random_interactions(900, 600, 30, 5);
  CHECK(dense_ease_mib(600) == 2);
  CHECK(dense_ease_mib(41'000) == 6'413);
  EaseConfig config = small_config(EaseForm::automatic);
  config.sources_per_target = 20;
  config.memory_mib = 2;
  const auto values = [&](EaseForm form) {
    config.form = form;
    return train_ease(by_user, 600, config).rows.values;
  };
  CHECK(values(EaseForm::automatic) == values(EaseForm::dense));
  config.memory_mib = 1;
  CHECK(values(EaseForm::automatic) == values(EaseForm::sparse));
  CHECK(values(EaseForm::automatic) != values(EaseForm::dense));
}

TEST_CASE("a score of ease is the sum of its terms, negative ones included") {
  const SparseRows by_user = small_shop();
  const ItemItemPart part = train_ease(by_user, 80, small_config(EaseForm::dense));
  TablePart popularity;
  popularity.scores.assign(80, 0.5F);
  const ItemItemScorer scorer(part, popularity);
  std::vector<Purchase> history;
  for (std::uint32_t item = 0; item < 40; item += 3) history.push_back({ItemId{item}, 0, 0});
  const CustomerState customer{history, {}};
  const std::vector<float> scores = scores_of_all(scorer, customer, 80);
  bool has_negative = false;
  for (std::uint32_t item = 0; item < 80; ++item) {
    double sum = 0;
    for (const Contribution& term : scorer.evidence(customer, ItemId{item})) {
      sum += static_cast<double>(term.amount);
      has_negative |= term.amount < 0;
    }
    CHECK(sum == Approx(static_cast<double>(scores[item])).margin(1e-6));
  }
  CHECK(has_negative);
}

TEST_CASE("ease gives finite weights if all products have the same buyers, for one purchase, and for none") {
  SparseRows twins;  // every product has the same buyers: the gramian has rank 1
  for (std::uint32_t user = 0; user < 50; ++user) {
    for (std::uint32_t item = 0; item < 30; ++item) twins.columns.push_back(item);
    twins.offsets.push_back(twins.columns.size());
  }
  twins.values.assign(twins.columns.size(), 1.0F);
  for (const EaseForm form : {EaseForm::dense, EaseForm::sparse}) {
    EaseConfig config = small_config(form);
    for (const double regularization : {1e-6, 1.0}) {
      config.regularization = regularization;
      const ItemItemPart part = train_ease(twins, 30, config);
      CHECK(part.rows.columns.size() == 30 * 29);
      for (const float value : part.rows.values) CHECK(std::isfinite(value));
    }
    SparseRows one = {{0, 1}, {3}, {1}};
    CHECK(train_ease(one, 5, config).rows.columns.empty());
    CHECK(train_ease(SparseRows{}, 0, config).rows.row_count() == 0);
    CHECK(train_ease(SparseRows{}, 4, config).rows.row_count() == 4);
  }
}
