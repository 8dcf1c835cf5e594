#include "models/evaluation/bootstrap.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

using namespace moshaver;

namespace {

constexpr double not_counted = std::numeric_limits<double>::quiet_NaN();

MetricEstimate interval_of(const std::vector<double>& values, BootstrapSettings settings = {}) {
  return estimate(resample({values, 1}, settings).front());
}

std::vector<double> skewed(std::size_t count, std::mt19937& random) {  // recall-like: many zeros, a long tail
  std::bernoulli_distribution found(0.3);
  std::uniform_real_distribution<double> share(0, 1);
  std::vector<double> values(count);
  for (double& value : values) value = found(random) ? share(random) : 0;
  return values;
}

}  // namespace

TEST_CASE("the bootstrap interval covers the true mean in about 95% of repeated experiments") {
  std::mt19937 random(5);
  const double truth = 0.3 * 0.5;
  int covered = 0;
  const int repetitions = 600;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    const auto seed = static_cast<std::uint64_t>(repetition);
    const MetricEstimate found = interval_of(skewed(150, random), {.resamples = 400, .seed = seed});
    covered += found.low <= truth && truth <= found.high ? 1 : 0;
  }
  // Percentile intervals of a skewed sample of 150 cover about 94%; three standard deviations of 600 trials are 2.9%.
  CHECK(covered / 600.0 > 0.91);
  CHECK(covered / 600.0 < 0.98);
}

TEST_CASE("the bootstrap interval is as wide as the central limit theorem says") {
  std::mt19937 random(9);
  std::normal_distribution<double> normal(2, 1);
  std::vector<double> values(4000);
  for (double& value : values) value = normal(random);
  const MetricEstimate found = interval_of(values, {.resamples = 4000, .seed = 2});
  // Quantiles of 4,000 resamples vary by about 3% of the width.
  CHECK(found.high - found.low == Approx(2 * 1.96 / std::sqrt(4000.0)).epsilon(0.08));
  CHECK(found.low < found.mean);
  CHECK(found.mean < found.high);
  CHECK(found.customers == 4000);
}

TEST_CASE("every resample draws as many customers as there are, each equally often in the long run") {
  // One column a customer: its resample mean times n is how often that customer was drawn.
  const std::size_t n = 13;
  std::vector<double> identity(n * n, 0);
  for (std::size_t i = 0; i < n; ++i) identity[i * n + i] = 1;
  const auto columns = resample({identity, n}, {.resamples = 20'000, .seed = 4});
  for (std::size_t r = 0; r < 20'000; ++r) {
    double drawn = 0;
    for (const ResampledColumn& column : columns) drawn += column.sample_means[r] * n;
    REQUIRE(drawn == Approx(n));
  }
  for (const ResampledColumn& column : columns) {
    double mean = 0, square = 0;
    for (const double sample : column.sample_means) {
      mean += sample * n / 20'000;
      square += sample * n * sample * n / 20'000;
    }
    // Binomial(n, 1/n): mean 1, variance 1 - 1/n. Standard errors over 20,000 resamples: .007 and about .013.
    CHECK(mean == Approx(1).margin(0.03));
    CHECK(square - mean * mean == Approx(1 - 1.0 / n).margin(0.06));
  }
}

TEST_CASE("each column's mean and interval skip the customers without a value in that column") {
  std::mt19937 random(21);
  std::vector<double> table, alone;
  for (int i = 0; i < 3000; ++i) {
    const double value = std::uniform_real_distribution<double>(0, 1)(random);
    const bool counts = i % 3 == 0;
    table.insert(table.end(), {value, counts ? value : not_counted, not_counted});
    if (counts) alone.push_back(value);
  }
  const auto columns = resample({table, 3}, {});
  const MetricEstimate partial = estimate(columns[1]);
  const MetricEstimate direct = interval_of(alone);
  CHECK(partial.customers == 1000);
  CHECK(partial.mean == direct.mean);
  // Different resamples of the same data: end points of 1,000 differ by about 5% of the half width (.018).
  CHECK(partial.low == Approx(direct.low).margin(0.004));
  CHECK(partial.high == Approx(direct.high).margin(0.004));
  CHECK(estimate(columns[0]).customers == 3000);
  CHECK(estimate(columns[2]) == MetricEstimate{});
}

TEST_CASE("an interval does not depend on other columns, and is the same for the same seed") {
  std::mt19937 random(2);
  const std::vector<double> first = skewed(500, random), second = skewed(500, random);
  std::vector<double> both;
  for (std::size_t i = 0; i < 500; ++i) both.insert(both.end(), {first[i], second[i]});
  const auto columns = resample({both, 2}, {.resamples = 1000, .seed = 8});
  const MetricEstimate alone = interval_of(second, {.resamples = 1000, .seed = 8});
  // The matrix product may sum in another order beside other columns, which changes the rounding.
  CHECK(estimate(columns[1]).low == Approx(alone.low).epsilon(1e-12));
  CHECK(estimate(columns[1]).high == Approx(alone.high).epsilon(1e-12));
  CHECK(interval_of(first, {.resamples = 1000, .seed = 8}) == interval_of(first, {.resamples = 1000, .seed = 8}));
  CHECK_FALSE(interval_of(first, {.resamples = 1000, .seed = 9}) == interval_of(first, {.resamples = 1000, .seed = 8}));
}

TEST_CASE("one customer gives an interval of width 0, and no customers give an empty estimate") {
  CHECK(interval_of({0.25}) == MetricEstimate{0.25, 0.25, 0.25, 1});
  CHECK(interval_of({not_counted, 0.25, not_counted}) == MetricEstimate{0.25, 0.25, 0.25, 1});
  CHECK(interval_of({}) == MetricEstimate{});
  CHECK(interval_of({0.25, 0.5}, {.resamples = 0}) == MetricEstimate{0.375, 0.375, 0.375, 2});
}

TEST_CASE("a small gain on the same customers is significant although the two intervals overlap") {
  std::mt19937 random(31);
  const std::vector<double> baseline = skewed(2000, random);
  std::vector<double> challenger = baseline;
  for (double& value : challenger) value *= 1.03;
  const auto a = resample({baseline, 1}, {}).front(), b = resample({challenger, 1}, {}).front();
  CHECK(estimate(a).high > estimate(b).low);
  const PairedDifference paired = difference(a, b);
  CHECK(paired.absolute.low > 0);
  CHECK(paired.relative.mean == Approx(0.03));
  CHECK(paired.relative.low == Approx(0.03));
  CHECK(paired.relative.high == Approx(0.03));
  CHECK(difference(b, a).relative.mean == Approx(1 / 1.03 - 1));
}

TEST_CASE("a paired interval excludes zero in about 5% of experiments without a true difference") {
  std::mt19937 random(17);
  std::normal_distribution<double> noise(0, 0.05);
  int significant = 0;
  for (int repetition = 0; repetition < 600; ++repetition) {
    std::vector<double> table;
    for (const double value : skewed(150, random))
      table.insert(table.end(), {value + noise(random), value + noise(random)});
    const auto columns = resample({table, 2}, {.resamples = 400, .seed = static_cast<std::uint64_t>(repetition)});
    const PairedDifference paired = difference(columns[0], columns[1]);
    significant += paired.absolute.low > 0 || paired.absolute.high < 0 ? 1 : 0;
  }
  CHECK(significant / 600.0 > 0.02);  // as above: 5.5% expected, three standard deviations are 2.8%
  CHECK(significant / 600.0 < 0.09);
}

TEST_CASE("the relative difference to a mean of 0 is empty") {
  std::vector<double> zero(20, 0), some(20, 0.5), rare(20, 0);
  rare[3] = 1;  // a third of the resamples miss this customer
  const auto column = [](const std::vector<double>& values) { return resample({values, 1}, {}).front(); };
  CHECK(difference(column(zero), column(some)).relative == MetricEstimate{});
  CHECK(difference(column(rare), column(some)).relative == MetricEstimate{});
  CHECK(difference(column(zero), column(some)).absolute == MetricEstimate{0.5, 0.5, 0.5, 20});
}
