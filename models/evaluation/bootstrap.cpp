#include "models/evaluation/bootstrap.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "models/random/splitmix64.hpp"

namespace moshaver {
namespace {

constexpr double tail_share = 0.025;  // on either side of a 95% interval

// Counts how often each customer is drawn. One 64-bit number gives two draws: floor(n times a 32-bit fraction), whose
// bias is at most n / 2^32.
void draw(Random random, std::span<double> weights) {
  const std::uint64_t n = weights.size();
  assert(n < (std::uint64_t{1} << 32));
  std::fill(weights.begin(), weights.end(), 0.0);
  for (std::uint64_t i = 0; i + 1 < n; i += 2) {
    const std::uint64_t bits = random.next();
    weights[((bits & 0xffffffff) * n) >> 32] += 1;
    weights[((bits >> 32) * n) >> 32] += 1;
  }
  if (n % 2 == 1) weights[((random.next() >> 32) * n) >> 32] += 1;
}

// The values with 0 for NaN, followed by one 0/1 mask of counted customers per distinct NaN pattern. Many columns share
// a pattern (recall_head at every k), so there are few.
struct Prepared {
  Eigen::MatrixXd table;              // (columns + patterns) x customers
  std::vector<Eigen::Index> pattern;  // per column: its mask's row in `table`; -1: every customer counts
};

Prepared prepare(const ValueTable& values) {
  const auto columns = static_cast<Eigen::Index>(values.columns);
  const auto customers = static_cast<Eigen::Index>(values.customers());
  const Eigen::Map<const Eigen::MatrixXd> given(values.values.data(), columns, customers);
  Prepared prepared;
  std::vector<Eigen::Index> representatives;  // one column per pattern
  for (Eigen::Index column = 0; column < columns; ++column) {
    const auto same_pattern = [&](Eigen::Index other) {
      for (Eigen::Index c = 0; c < customers; ++c) {
        if (std::isnan(given(column, c)) != std::isnan(given(other, c))) return false;
      }
      return true;
    };
    if (!given.row(column).hasNaN()) {
      prepared.pattern.push_back(-1);
      continue;
    }
    auto found = std::find_if(representatives.begin(), representatives.end(), same_pattern);
    if (found == representatives.end()) found = representatives.insert(found, column);
    prepared.pattern.push_back(columns + (found - representatives.begin()));
  }
  prepared.table.resize(columns + static_cast<Eigen::Index>(representatives.size()), customers);
  prepared.table.topRows(columns) = given.array().isNaN().select(0.0, given);
  for (std::size_t i = 0; i < representatives.size(); ++i) {
    prepared.table.row(columns + static_cast<Eigen::Index>(i)) =
        given.row(representatives[i]).array().isNaN().select(Eigen::RowVectorXd::Zero(customers), 1.0);
  }
  return prepared;
}

// Interpolated linearly between order statistics (Hyndman & Fan type 7).
double quantile(std::span<const double> sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

MetricEstimate middle(double mean, std::size_t customers, std::vector<double> sample) {
  std::erase_if(sample, [](double value) { return std::isnan(value); });
  if (customers == 0) return {};
  if (sample.empty()) return {mean, mean, mean, customers};
  std::sort(sample.begin(), sample.end());
  return {mean, quantile(sample, tail_share), quantile(sample, 1 - tail_share), customers};
}

}  // namespace

std::vector<ResampledColumn> resample(const ValueTable& values, const BootstrapSettings& settings) {
  assert(values.columns > 0);
  assert(values.values.size() % values.columns == 0);
  std::vector<ResampledColumn> result(values.columns);
  const std::size_t customers = values.customers();
  for (std::size_t i = 0; i < values.values.size(); ++i) {
    if (std::isnan(values.values[i])) continue;
    ResampledColumn& column = result[i % values.columns];
    column.mean += values.values[i];
    ++column.customers;
  }
  for (ResampledColumn& column : result) {
    if (column.customers > 0) column.mean /= static_cast<double>(column.customers);
  }
  if (customers == 0) return result;

  const Prepared prepared = prepare(values);
  // A batch of resamples is one matrix product; its weights take at most 32 MB.
  const std::size_t batch = std::clamp<std::size_t>((std::size_t{1} << 22) / customers, 4, 64);
  Eigen::MatrixXd weights(static_cast<Eigen::Index>(customers), static_cast<Eigen::Index>(batch));
  Eigen::MatrixXd sums(prepared.table.rows(), static_cast<Eigen::Index>(batch));
  for (std::size_t first = 0; first < settings.resamples; first += batch) {
    const auto count = static_cast<Eigen::Index>(std::min(batch, settings.resamples - first));
    for (Eigen::Index r = 0; r < count; ++r)
      draw(Random(settings.seed, first + static_cast<std::size_t>(r)), {weights.col(r).data(), customers});
    sums.leftCols(count).noalias() = prepared.table * weights.leftCols(count);
    for (std::size_t column = 0; column < values.columns; ++column) {
      const Eigen::Index pattern = prepared.pattern[column];
      for (Eigen::Index r = 0; r < count; ++r) {
        const double drawn = pattern < 0 ? static_cast<double>(customers) : sums(pattern, r);
        result[column].sample_means.push_back(drawn == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                         : sums(static_cast<Eigen::Index>(column), r) / drawn);
      }
    }
  }
  return result;
}

MetricEstimate estimate(const ResampledColumn& column) {
  return middle(column.mean, column.customers, column.sample_means);
}

PairedDifference difference(const ResampledColumn& baseline, const ResampledColumn& challenger) {
  assert(baseline.customers == challenger.customers);
  assert(baseline.sample_means.size() == challenger.sample_means.size());
  std::vector<double> absolute, relative;
  bool baseline_positive = baseline.mean > 0;
  for (std::size_t r = 0; r < baseline.sample_means.size(); ++r) {
    const double base = baseline.sample_means[r];
    absolute.push_back(challenger.sample_means[r] - base);
    relative.push_back(absolute.back() / base);
    if (base <= 0) baseline_positive = false;
  }
  const double gain = challenger.mean - baseline.mean;
  PairedDifference result{middle(gain, baseline.customers, std::move(absolute)), {}};
  if (baseline_positive) result.relative = middle(gain / baseline.mean, baseline.customers, std::move(relative));
  return result;
}

}  // namespace moshaver
