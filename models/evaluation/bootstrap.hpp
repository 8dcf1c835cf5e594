// How far a mean over customers may be off: percentile bootstrap, and the paired difference of two recipes.
//
// A resample draws as many customers as there are, with replacement; the mean of every metric is taken over the same
// draw. So all resample means are one product, weights (resamples x customers) by values (customers x columns), and
// two recipes evaluated on the same customers with the same seed can be compared resample by resample: what both find
// hard cancels out.
//
//   NaN      in a table: the customer does not count in that column; means are over those drawn that do
//   same     result for the same table and settings, always
//   cost     customers x columns x resamples x 2 flops, and one random number a customer and resample
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

// What remains of a table once resampled: small, so recipes are compared after their tables are gone.
struct ResampledColumn {
  double mean = 0;                   // over the customers that count, in their order
  std::size_t customers = 0;         // that count
  std::vector<double> sample_means;  // one a resample; NaN where none that counts was drawn
};

[[nodiscard]] std::vector<ResampledColumn> resample(const ValueTable&, const BootstrapSettings&);

// The middle 95% of the resample means. A column in which nobody counts gives zeros with customers = 0.
[[nodiscard]] MetricEstimate estimate(const ResampledColumn&);

struct PairedDifference {
  MetricEstimate absolute;  // mean of the challenger less mean of the baseline
  MetricEstimate relative;  // as a share of the baseline's mean; customers = 0 where that mean is 0 in any resample
};

// Both from the same customers in the same order, with the same settings.
[[nodiscard]] PairedDifference difference(const ResampledColumn& baseline, const ResampledColumn& challenger);

}  // namespace moshaver
