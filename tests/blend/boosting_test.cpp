// The additive model recovers known log odds, and finds nothing in noise.
#include "models/blend/boosting.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "models/random/splitmix64.hpp"

using namespace moshaver;

namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();
const std::vector<std::string> names = {"step", "slope", "noise"};

double true_log_odds(float step, float slope) {
  return -1 + (std::isnan(step) ? 1.5 : step > 0.5F ? 2 : 0) - static_cast<double>(slope);
}

// log odds = -1 + 2 [step > .5] (1.5 where it is unknown) - slope; a third of the steps unknown.
AdditiveCases made(std::size_t count) {
  AdditiveCases cases;
  cases.width = 3;
  Random random(7);
  for (std::size_t at = 0; at < count; ++at) {
    const float step = random.uniform() < 1.0 / 3 ? unknown : static_cast<float>(random.uniform());
    const auto slope = static_cast<float>(4 * random.uniform() - 2), noise = static_cast<float>(random.uniform());
    cases.features.insert(cases.features.end(), {step, slope, noise});
    cases.wanted.push_back(random.uniform() < probability(true_log_odds(step, slope)));
  }
  return cases;
}

float score(const AdditiveModel& model, const std::vector<float>& features) {
  float sum = model.intercept;
  for (const AdditiveTable& table : model.tables) {
    const auto at = std::find(names.begin(), names.end(), table.feature) - names.begin();
    sum += table.at(features[static_cast<std::size_t>(at)]);
  }
  return sum;
}

double mean_error(const AdditiveModel& model) {
  double sum = 0, count = 0;
  for (const float step : {unknown, 0.2F, 0.8F}) {
    for (float slope = -1.9F; slope < 2; slope += 0.2F) {
      sum += std::abs(static_cast<double>(score(model, {step, slope, 0.5F})) - true_log_odds(step, slope));
      ++count;
    }
  }
  return sum / count;
}

}  // namespace

TEST_CASE("an additive model recovers the log odds, also where a feature is unknown") {
  const AdditiveModel model = fit_additive(made(60'000), names, {});
  // 60,000 cases determine the log odds to a few hundredths; tables approximate the slope by steps.
  CHECK(mean_error(model) < 0.12);
}

TEST_CASE("the line feature keeps its full resolution, and the tables fit the residual") {
  BoostingConfig config;
  config.line_feature = 1;
  const AdditiveModel model = fit_additive(made(60'000), names, config);
  // The line is fitted before the step is known: a little flatter than the truth.
  CHECK(model.slope == Approx(-1).margin(0.2));
  const auto with_line = [&](float step, float slope) {
    return static_cast<double>(score(model, {step, slope, 0.5F}) + model.slope * slope);
  };
  for (const float step : {unknown, 0.2F, 0.8F}) {
    for (float slope = -1.9F; slope < 2; slope += 0.2F) {
      CHECK(with_line(step, slope) == Approx(true_log_odds(step, slope)).margin(0.35));
    }
  }
  // Two values that would fall into one bin still differ.
  CHECK(with_line(0.2F, 0.501F) > with_line(0.2F, 0.503F));
}

TEST_CASE("the mean of every table over the cases is 0") {
  const AdditiveCases cases = made(20'000);
  const AdditiveModel model = fit_additive(cases, names, {});
  for (const AdditiveTable& table : model.tables) {
    const auto feature = static_cast<std::size_t>(std::find(names.begin(), names.end(), table.feature) - names.begin());
    double sum = 0;
    for (std::size_t at = 0; at < cases.size(); ++at) {
      sum += static_cast<double>(table.at(cases.features[at * 3 + feature]));
    }
    CAPTURE(table.feature);
    CHECK(std::abs(sum / static_cast<double>(cases.size())) < 1e-4);
  }
}

TEST_CASE("the probabilities of an additive model sum to the number of positive cases") {
  const AdditiveCases cases = made(20'000);
  const AdditiveModel model = fit_additive(cases, names, {});
  double expected = 0, wanted = 0;
  for (std::size_t at = 0; at < cases.size(); ++at) {
    expected += probability(
        static_cast<double>(score(model, {cases.features.begin() + static_cast<std::ptrdiff_t>(at * 3),
                                          cases.features.begin() + static_cast<std::ptrdiff_t>(at * 3 + 3)})));
    wanted += cases.wanted[at] ? 1 : 0;
  }
  CHECK(expected == Approx(wanted).epsilon(0.01));
}

TEST_CASE("a feature that gains less than least_gain gets no table") {
  AdditiveCases cases = made(5'000);
  Random random(9);
  for (std::size_t at = 0; at < cases.size(); ++at) cases.wanted[at] = random.uniform() < 0.3;
  BoostingConfig config;
  config.least_gain = 20;
  const AdditiveModel model = fit_additive(cases, names, config);
  CHECK(model.tables.empty());
  CHECK(probability(static_cast<double>(model.intercept)) == Approx(0.3).margin(0.03));
}

TEST_CASE("boosting gives the same tables with any number of threads") {
  const AdditiveCases cases = made(5'000);
  BoostingConfig one, three;
  one.threads = 1;
  three.threads = 3;
  CHECK(fit_additive(cases, names, one) == fit_additive(cases, names, three));
}

TEST_CASE("no cases, one case, equal labels or unknown features give a finite intercept and no tables") {
  for (const bool wanted : {false, true}) {
    for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{500}}) {
      AdditiveCases cases;
      cases.width = 3;
      cases.features.assign(count * 3, unknown);
      cases.wanted.assign(count, wanted);
      const AdditiveModel model = fit_additive(cases, names, {});
      CAPTURE(wanted, count);
      CHECK(std::isfinite(model.intercept));
      CHECK(model.tables.empty());
    }
  }
}
