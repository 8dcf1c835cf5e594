// Confidence intervals of means over customers (percentile bootstrap), and of the paired difference of two recipes.
//
// A resample draws as many customers as there are, with replacement, and takes the mean of every metric over the same
// draw. All resample means are thus one product, weights (resamples x customers) by values (customers x columns). Two
// recipes evaluated on the same customers with the same seed are compared resample by resample, so that customers hard
// for both cancel out.
//
//   NaN      in a table: the customer does not count in that column; means are over the drawn customers that count
//   same     result for the same table and settings
//   cost     customers x columns x resamples x 2 flops, and one random number per customer and resample
//   source   Efron & Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13
//   read     tests/evaluation/bootstrap_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "moshaver/evaluation_report.hpp"

namespace moshaver {

struct BootstrapSettings {
  std::size_t resamples = 1000;
  std::uint64_t seed = 1;
};

struct ValueTable {
  std::span<const double> values;  // customers x columns, row-major
  std::size_t columns = 0;
  [[nodiscard]] std::size_t customers() const { return columns == 0 ? 0 : values.size() / columns; }
};

// One column after resampling: small, so that recipes can be compared after their tables are freed.
struct ResampledColumn {
  double mean = 0;                   // over the customers that count, summed in their order
  std::size_t customers = 0;         // that count
  std::vector<double> sample_means;  // one per resample; NaN if it drew no customer that counts
};

[[nodiscard]] std::vector<ResampledColumn> resample(const ValueTable&, const BootstrapSettings&);

// The mean and the middle 95% of the resample means. A column in which nobody counts gives zeros with customers = 0.
[[nodiscard]] MetricEstimate estimate(const ResampledColumn&);

struct PairedDifference {
  MetricEstimate absolute;  // mean of the challenger minus mean of the baseline
  MetricEstimate relative;  // as a share of the baseline's mean; customers = 0 if that mean is 0 in any resample
};

// Both must come from the same customers in the same order, with the same settings.
[[nodiscard]] PairedDifference difference(const ResampledColumn& baseline, const ResampledColumn& challenger);

}  // namespace moshaver
