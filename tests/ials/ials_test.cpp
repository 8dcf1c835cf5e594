#include "models/ials/ials.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "engine/ranking/factors_scorer.hpp"
#include "engine/retrieval/exact_index.hpp"
#include "models/random/initial_factors.hpp"
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

// random_interactions as histories: each count becomes that many baskets, on different days.
Histories random_histories(std::uint32_t users, std::uint32_t items, std::size_t most, std::uint32_t seed) {
  const SparseRows rows = random_interactions(users, items, most, seed);
  Histories histories;
  histories.item_count = items;
  for (std::uint32_t user = 0; user < users; ++user) {
    std::uint32_t basket = 0;
    for (std::size_t at = 0; at < rows.size_of(user); ++at) {
      for (float count = rows.values_of(user)[at]; count > 0; --count, ++basket) {
        histories.purchases.push_back({ItemId{rows.columns_of(user)[at]}, (1'000 + 3 * basket) * 86'400, basket, 1});
      }
    }
    histories.offsets.push_back(histories.purchases.size());
  }
  return histories;
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

TEST_CASE("a half-sweep gives the rows of the plain solve, up to a rotation of both tables") {
  const SparseRows by_user = random_interactions(300, 80, 40, 1);
  for (const float count_exponent : {0.0F, 0.7F}) {
    for (const double frequency_exponent : {1.0, 0.5}) {
      IalsConfig config = small_config();
      config.confidence.count_exponent = count_exponent;  // the values count, or not
      config.frequency_exponent = frequency_exponent;
      const FactorMatrix before = initial_factors(80, config.dim, 1);
      FactorMatrix fixed = before, target(300, config.dim);
      solve_rows(by_user, fixed, target, config);
      // A rotation keeps inner products: those between fixed rows, and those of fixed rows with solved rows.
      const Eigen::MatrixXd plain_fixed = dense(before);
      const Eigen::MatrixXd plain_target = plain_half_sweep(by_user, plain_fixed, config);
      const Eigen::MatrixXd scores = dense(target) * dense(fixed).transpose(),
                            plain_scores = plain_target * plain_fixed.transpose();
      // Float solves of systems with condition numbers below 100: about 1e-5.
      CHECK((scores - plain_scores).norm() <= 2e-5 * plain_scores.norm());
      const Eigen::MatrixXd gram = dense(fixed) * dense(fixed).transpose(),
                            plain_gram = plain_fixed * plain_fixed.transpose();
      CHECK((gram - plain_gram).norm() <= 1e-5 * plain_gram.norm());
    }
  }
}

TEST_CASE("the loss of iALS never rises from one half-sweep to the next") {
  const SparseRows by_user = random_interactions(400, 100, 30, 2), by_item = transpose(by_user, 100);
  for (const float count_exponent : {0.0F, 0.5F}) {
    IalsConfig config = small_config();
    config.confidence.count_exponent = count_exponent;  // the values count, or not
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

TEST_CASE("iALS gives the same bytes for the same seed with 1, 2 and 3 threads, and others for another seed") {
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

TEST_CASE("trained item factors are in the eigenbasis of their gramian, as fold-in requires") {
  const FactorsPart part = train_ials(random_interactions(300, 80, 40, 1), 80, small_config());
  const Eigen::MatrixXd items = dense(part.item_factors);
  const Eigen::MatrixXd gram = items.transpose() * items;
  Eigen::MatrixXd diagonal = Eigen::MatrixXd::Zero(gram.rows(), gram.cols());
  for (Eigen::Index at = 0; at < gram.rows(); ++at)
    diagonal(at, at) = static_cast<double>(part.eigenvalues[static_cast<std::size_t>(at)]);
  CHECK((gram - diagonal).norm() <= 1e-5 * gram.norm());
}

TEST_CASE("fold-in when serving gives the vector of training, for every confidence rule") {
  const Histories histories = random_histories(200, 60, 30, 4);
  for (const ConfidenceRule& rule : {ConfidenceRule{}, ConfidenceRule{0.5F, 0}, ConfidenceRule{0.5F, 20}}) {
    IalsConfig config = small_config();
    config.confidence = rule;
    const SparseRows by_user = confidences(histories, rule);
    const FactorsPart part = train_ials(by_user, 60, config);
    const Eigen::MatrixXd plain = plain_half_sweep(by_user, dense(part.item_factors), config);
    const FactorsScorer scorer(part, std::make_unique<ExactIndex>(ExactIndex::build(part.item_factors).value()));
    std::vector<float> folded(config.dim);
    for (std::uint32_t user = 0; user < by_user.row_count(); ++user) {
      scorer.fold_in({histories.of(UserId{user}), {}}, folded);
      double error = 0;
      for (std::size_t at = 0; at < folded.size(); ++at) {
        error += std::pow(static_cast<double>(folded[at]) - plain(user, static_cast<Eigen::Index>(at)), 2);
      }
      CAPTURE(user, rule.count_exponent, rule.half_life_days);
      CHECK(std::sqrt(error) <= 1e-4 * plain.row(user).norm() + 1e-12);
    }
  }
}

TEST_CASE("the reported loss equals the plain sum over all pairs, and falls with every sweep") {
  const Histories histories = random_histories(200, 60, 30, 6);
  for (const ConfidenceRule& rule : {ConfidenceRule{}, ConfidenceRule{0.5F, 20}}) {
    const SparseRows by_user = confidences(histories, rule), by_item = transpose(by_user, 60);
    IalsConfig config = small_config();  // short histories by Woodbury, those beyond 9 of 12 dimensions by Cholesky
    config.confidence = rule;
    FactorMatrix users(200, config.dim), items = initial_factors(60, config.dim, 1);
    solve_rows(by_user, items, users, config);
    double loss = solve_rows(by_item, users, items, config);
    for (std::uint32_t user = 0; user < 200; ++user) {
      loss += ridge(by_user.size_of(user), 60, config) * dense(users).row(user).squaredNorm();
    }
    CHECK(loss == Approx(plain_loss(by_user, by_item, dense(users), dense(items), config)).epsilon(1e-4));

    std::vector<double> losses;
    std::uint64_t last_done = 0;
    static_cast<void>(train_ials(by_user, 60, config, [&](const Progress& progress) {
      const std::string stage(progress.stage);
      CHECK(progress.done >= last_done);
      last_done = progress.done;
      if (progress.done % 260 == 0) losses.push_back(std::stod(stage.substr(stage.find("loss ") + 5)));
    }));
    double evidence = static_cast<double>(by_user.values.size());
    if (config.weighted()) evidence = std::accumulate(by_user.values.begin(), by_user.values.end(), 0.0);
    REQUIRE(losses.size() == 3);
    CHECK(losses[0] == Approx(loss / evidence).margin(6e-5));
    CHECK(losses[1] < losses[0]);
    CHECK(losses[2] < losses[1]);
  }
}

TEST_CASE("iALS with more dimensions than products gives the vectors of the plain solve") {
  const SparseRows by_user = random_interactions(60, 90, 40, 8);
  IalsConfig config = small_config();
  config.dim = 1'024;
  config.sweeps = 2;
  const FactorsPart part = train_ials(by_user, 90, config);
  CHECK(part.item_factors.dim() == 1'024);
  CHECK(all_finite(part.item_factors.values()));
  CHECK(all_finite(part.eigenvalues));
  FactorMatrix fixed = initial_factors(90, config.dim, 1), target(60, config.dim);
  const Eigen::MatrixXd plain = plain_half_sweep(by_user, dense(fixed), config), before = dense(fixed);
  solve_rows(by_user, fixed, target, config);
  const Eigen::MatrixXd scores = dense(target) * dense(fixed).transpose(), expected = plain * before.transpose();
  CHECK((scores - expected).norm() <= 1e-4 * expected.norm());
}

TEST_CASE("iALS gives finite factors for one customer or one product") {
  for (const std::uint32_t items : {1U, 20U}) {
    const FactorsPart part = train_ials(one_user(items), items, small_config());
    CHECK(part.item_factors.rows() == items);
    CHECK(all_finite(part.item_factors.values()));
    CHECK(all_finite(part.eigenvalues));
  }
}

TEST_CASE("iALS gives finite factors with customers without purchases, and 0 for products without buyers") {
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

TEST_CASE("iALS gives finite factors for a customer with 100,000 purchases") {
  IalsConfig config = small_config();
  config.dim = 4;
  config.sweeps = 2;
  const FactorsPart part = train_ials(one_user(100'000), 100'000, config);
  CHECK(all_finite(part.item_factors.values()));
}

TEST_CASE("iALS without customers and products gives no factors") {
  CHECK(train_ials(SparseRows{}, 0, small_config()).item_factors.rows() == 0);
}
