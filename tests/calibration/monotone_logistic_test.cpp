// Calibration of scores on data whose probabilities are known.
#include "models/calibration/monotone_logistic.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "engine/model/additive_model.hpp"
#include "models/random/splitmix64.hpp"

using namespace moshaver;

namespace {

struct World {
  ScoredCases cases;
  std::vector<CalibrationCovariates> covariates;
};

// 2,000 customers with 50 products each. `truth(score, x)` is the log odds, x the customer's second figure.
template <class Truth>
World world_of(const Truth& truth, std::size_t customers = 2'000) {
  World world;
  Random random(3);
  for (std::uint32_t customer = 0; customer < customers; ++customer) {
    const auto x = static_cast<float>(2 * random.uniform());
    world.covariates.push_back({1, x, 0, std::numeric_limits<float>::quiet_NaN(), 0});
    for (int product = 0; product < 50; ++product) {
      const auto score = static_cast<float>(random.uniform());
      world.cases.push(score, 1, random.uniform() < probability(truth(static_cast<double>(score), x)), customer);
    }
  }
  return world;
}

double confidence(const CalibratedScores& scores, float score, const CalibrationCovariates& customer) {
  return probability(scores.of_customer(customer) + scores.curve(score));
}

}  // namespace

TEST_CASE("a calibration finds the probabilities of a world where they bend with the score and differ by customer") {
  const auto truth = [](double score, float x) { return -5 + 4 * score * score * score + static_cast<double>(x); };
  const World world = world_of(truth);
  const auto fitted = fit_calibrated_scores(world.cases, world.covariates, 2);
  REQUIRE(fitted);
  for (const float score : {0.05F, 0.3F, 0.6F, 0.8F, 0.95F}) {
    for (const float x : {0.2F, 1.0F, 1.8F}) {
      CAPTURE(score, x);
      const double expected = probability(truth(static_cast<double>(score), x));
      // Some 6,000 purchases: a fifth at the rare end, where a few hundred decide.
      CHECK(confidence(*fitted, score, {1, x, 0, 0, 0}) == Approx(expected).epsilon(0.2).margin(0.005));
    }
  }
}

TEST_CASE("confidence never falls as the score rises, even if what has the lowest scores is bought most") {
  const World world = world_of([](double score, float) { return -1 - 3 * score; });
  const auto fitted = fit_calibrated_scores(world.cases, world.covariates, 1);
  REQUIRE(fitted);
  double before = -1;
  for (float score = -1; score < 2; score += 0.01F) {
    const double now = fitted->curve(score);
    CHECK(now >= before);
    before = now;
  }
  CHECK(before < 0.05);  // flat: the score says nothing good
}

TEST_CASE("a sample with weights gives nearly the same calibration as all cases") {
  const World all = world_of([](double score, float) { return -4 + 3 * score; });
  World sample = all;
  sample.cases = {};
  for (std::size_t at = 0; at < all.cases.size(); ++at) {
    const bool bought = all.cases.bought[at] != 0;
    if (!bought && at % 5 != 0) continue;
    sample.cases.push(all.cases.scores[at], bought ? 1 : 5, bought, all.cases.customer[at]);
  }
  const auto whole = fit_calibrated_scores(all.cases, all.covariates, 1);
  const auto part = fit_calibrated_scores(sample.cases, sample.covariates, 1);
  REQUIRE(whole);
  REQUIRE(part);
  for (const float score : {0.1F, 0.5F, 0.9F}) {
    CHECK(confidence(*part, score, {}) == Approx(confidence(*whole, score, {})).epsilon(0.1));
  }
}

TEST_CASE("with a few dozen purchases the curve is a line, and with fewer than 20 there is no calibration") {
  const auto truth = [](double score, float) { return -4 + 3 * score; };
  const World few = world_of(truth, 10);
  const auto line = fit_calibrated_scores(few.cases, few.covariates, 1);
  REQUIRE(line);
  CHECK(line->knots.size() == 2);
  const World none = world_of(truth, 2);
  CHECK_FALSE(fit_calibrated_scores(none.cases, none.covariates, 1));
  CHECK_FALSE(fit_calibrated_scores({}, {}, 1));
}

TEST_CASE("equal scores are calibrated to the share bought") {
  World world = world_of([](double, float) { return -2; });
  for (float& score : world.cases.scores) score = 7;
  const auto fitted = fit_calibrated_scores(world.cases, world.covariates, 1);
  REQUIRE(fitted);
  CHECK(confidence(*fitted, 7, {1, 1, 0, 0, 0}) == Approx(probability(-2)).margin(0.005));
}

TEST_CASE("a calibration is the same with any number of threads") {
  const World world = world_of([](double score, float x) { return -4 + 3 * score + static_cast<double>(x); });
  CHECK(fit_calibrated_scores(world.cases, world.covariates, 1) ==
        fit_calibrated_scores(world.cases, world.covariates, 3));
}
