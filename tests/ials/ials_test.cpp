#include "models/ials/ials.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "engine/ranking/factors_scorer.hpp"
#include "engine/retrieval/exact_index.hpp"
#include "tests/ials/plain_ials.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

IalsConfig small_config() {
  IalsConfig config;
  config.dim = 12;
  config.sweeps = 3;
  config.unobserved_weight = 0.1;
  config.regularization = 0.01;
  return config;
}

bool all_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

// One user with the given items, each held once.
SparseRows one_user(std::uint32_t items) {
  SparseRows rows;
  rows.columns.resize(items);
  std::iota(rows.columns.begin(), rows.columns.end(), 0U);
  rows.values.assign(items, 1.0F);
  rows.offsets.push_back(items);
  return rows;
}

}  // namespace

TEST_CASE("a half-sweep gives every row the vector of the plain step, and rotates the fixed table only") {
  const SparseRows by_user = random_interactions(300, 80, 40, 1);
  for (const double count_exponent : {0.0, 0.7}) {
    for (const double frequency_exponent : {1.0, 0.5}) {
      IalsConfig config = small_config();
      config.count_exponent = count_exponent;
      config.frequency_exponent = frequency_exponent;
      const FactorMatrix before = initial_factors(80, config.dim, 1);
      FactorMatrix fixed = before, target(300, config.dim);
      solve_rows(by_user, fixed, target, config);
      // Inner products are what a rotation keeps: of the fixed rows with each other, and with what was solved.
      const Eigen::MatrixXd plain_fixed = dense(before);
      const Eigen::MatrixXd plain_target = plain_half_sweep(by_user, plain_fixed, config);
      const Eigen::MatrixXd scores = dense(target) * dense(fixed).transpose(),
                            plain_scores = plain_target * plain_fixed.transpose();
      // Float solves of systems with condition numbers below 100: some 1e-5.
      CHECK((scores - plain_scores).norm() <= 2e-5 * plain_scores.norm());
      const Eigen::MatrixXd gram = dense(fixed) * dense(fixed).transpose(),
                            plain_gram = plain_fixed * plain_fixed.transpose();
      CHECK((gram - plain_gram).norm() <= 1e-5 * plain_gram.norm());
    }
  }
}

TEST_CASE("the loss of iALS never rises from one half-sweep to the next") {
  const SparseRows by_user = random_interactions(400, 100, 30, 2), by_item = transpose(by_user, 100);
  for (const double count_exponent : {0.0, 0.5}) {
    IalsConfig config = small_config();
    config.count_exponent = count_exponent;
    FactorMatrix users(400, config.dim), items = initial_factors(100, config.dim, 5);
    double before = plain_loss(by_user, by_item, dense(users), dense(items), config);
    const double first = before;
    for (int half = 0; half < 12; ++half) {
      CAPTURE(half, count_exponent);
      if (half % 2 == 0) {
        solve_rows(by_user, items, users, config);
      } else {
        solve_rows(by_item, users, items, config);
      }
      const double after = plain_loss(by_user, by_item, dense(users), dense(items), config);
      CHECK(after <= before * (1 + 1e-6));
      before = after;
    }
    CHECK(before < first / 2);
  }
}

TEST_CASE("the same seed gives the same factors, to the byte, with 1, 2 and 3 threads; another seed gives others") {
  const SparseRows by_user = random_interactions(1'100, 600, 30, 3);
  const auto trained = [&](std::size_t threads, std::uint64_t seed) {
    IalsConfig config = small_config();
    config.threads = threads;
    config.seed = seed;
    return train_ials(by_user, 600, config);
  };
  const FactorsPart one = trained(1, 7);
  const auto values = [](const FactorsPart& part) {
    const auto all = part.item_factors.values();
    return std::vector<float>(all.begin(), all.end());
  };
  for (const std::size_t threads : {std::size_t{2}, std::size_t{3}}) {
    const FactorsPart other = trained(threads, 7);
    CHECK(values(other) == values(one));
    CHECK(other.eigenvalues == one.eigenvalues);
  }
  CHECK(values(trained(1, 8)) != values(one));
}

TEST_CASE("trained item factors stand in the eigenbasis of their own gramian, which fold-in relies on") {
  const FactorsPart part = train_ials(random_interactions(300, 80, 40, 1), 80, small_config());
  const Eigen::MatrixXd items = dense(part.item_factors);
  const Eigen::MatrixXd gram = items.transpose() * items;
  Eigen::MatrixXd diagonal = Eigen::MatrixXd::Zero(gram.rows(), gram.cols());
  for (Eigen::Index at = 0; at < gram.rows(); ++at)
    diagonal(at, at) = static_cast<double>(part.eigenvalues[static_cast<std::size_t>(at)]);
  CHECK((gram - diagonal).norm() <= 1e-5 * gram.norm());
}

TEST_CASE("a customer folded in when serving gets the vector that training would give") {
  const SparseRows by_user = random_interactions(200, 60, 30, 4);
  IalsConfig config = small_config();
  config.count_exponent = 0.5;
  const FactorsPart part = train_ials(by_user, 60, config);
  const Eigen::MatrixXd plain = plain_half_sweep(by_user, dense(part.item_factors), config);
  const FactorsScorer scorer(part, std::make_unique<ExactIndex>(ExactIndex::build(part.item_factors).value()));
  std::vector<float> folded(config.dim);
  for (std::uint32_t user = 0; user < by_user.row_count(); ++user) {
    std::vector<Purchase> history;
    for (std::size_t at = 0; at < by_user.size_of(user); ++at) {
      for (std::uint32_t basket = 0; basket < static_cast<std::uint32_t>(by_user.values_of(user)[at]); ++basket) {
        history.push_back({ItemId{by_user.columns_of(user)[at]}, 0, basket, 1});
      }
    }
    scorer.fold_in({history, {}}, folded);
    double error = 0;
    for (std::size_t at = 0; at < folded.size(); ++at) {
      error += std::pow(static_cast<double>(folded[at]) - plain(user, static_cast<Eigen::Index>(at)), 2);
    }
    CAPTURE(user);
    CHECK(std::sqrt(error) <= 1e-4 * plain.row(user).norm() + 1e-12);
  }
}

TEST_CASE("one customer, or one product, trains to finite factors") {
  for (const std::uint32_t items : {1U, 20U}) {
    const FactorsPart part = train_ials(one_user(items), items, small_config());
    CHECK(part.item_factors.rows() == items);
    CHECK(all_finite(part.item_factors.values()));
    CHECK(all_finite(part.eigenvalues));
  }
}

TEST_CASE("a product that everybody bought, customers without purchases and products without buyers do no harm") {
  SparseRows by_user = random_interactions(50, 30, 0, 1);  // nobody has anything
  CHECK(all_finite(train_ials(by_user, 30, small_config()).item_factors.values()));
  by_user = {};
  for (std::uint32_t user = 0; user < 300; ++user) {
    if (user % 3 != 0) by_user.columns.push_back(7);
    by_user.offsets.push_back(by_user.columns.size());
  }
  by_user.values.assign(by_user.columns.size(), 1.0F);
  for (const double unobserved_weight : {0.1, 0.0}) {
    IalsConfig config = small_config();
    config.unobserved_weight = unobserved_weight;
    const FactorsPart part = train_ials(by_user, 30, config);
    CHECK(all_finite(part.item_factors.values()));
    const auto unsold = part.item_factors.row(0), sold = part.item_factors.row(7);
    CHECK(std::all_of(unsold.begin(), unsold.end(), [](float value) { return value == 0; }));
    CHECK(std::any_of(sold.begin(), sold.end(), [](float value) { return value != 0; }));
  }
}

TEST_CASE("a customer with 100,000 purchases trains to finite factors") {
  IalsConfig config = small_config();
  config.dim = 4;
  config.sweeps = 2;
  const FactorsPart part = train_ials(one_user(100'000), 100'000, config);
  CHECK(all_finite(part.item_factors.values()));
}

TEST_CASE("no factors at all, of no customers and no products, is no model but no crash") {
  CHECK(train_ials(SparseRows{}, 0, small_config()).item_factors.rows() == 0);
}
