#include "models/blend/boosting.hpp"

#include <algorithm>
#include <cmath>

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

struct Slope {
  double gradient = 0, curvature = 0;
  Slope& operator+=(const Slope& other) {
    gradient += other.gradient;
    curvature += other.curvature;
    return *this;
  }
  Slope operator-(const Slope& other) const { return {gradient - other.gradient, curvature - other.curvature}; }
};

// One feature, binned: bin 0 for NaN, then 1 + the number of edges <= value.
struct Column {
  std::vector<float> edges;
  std::vector<std::uint8_t> bins;   // by case
  std::vector<std::size_t> counts;  // by bin
  std::vector<double> values;       // by bin: the table
  bool used = false;
};

// Edges between distinct values that divide the cases into about equal bins.
std::vector<float> quantile_edges(const AdditiveCases& cases, std::size_t feature, std::size_t bins) {
  constexpr std::size_t most_sampled = 200'000;
  const std::size_t step = std::max<std::size_t>(1, cases.size() / most_sampled);
  std::vector<float> values;
  for (std::size_t at = 0; at < cases.size(); at += step) {
    const float value = cases.features[at * cases.width + feature];
    if (!std::isnan(value)) values.push_back(value);
  }
  std::sort(values.begin(), values.end());
  std::vector<float> edges;
  for (std::size_t bin = 1; bin < bins; ++bin) {
    const std::size_t at = bin * values.size() / bins;
    if (at == 0 || at >= values.size()) continue;
    // A bin starts at the first of equal values.
    const float edge = values[at];
    if (edge > values.front() && (edges.empty() || edge > edges.back())) edges.push_back(edge);
  }
  return edges;
}

Column binned(const AdditiveCases& cases, std::size_t feature, std::size_t bins) {
  Column column;
  column.edges = quantile_edges(cases, feature, bins);
  column.counts.assign(column.edges.size() + 2, 0);
  column.values.assign(column.edges.size() + 2, 0.0);
  column.bins.reserve(cases.size());
  for (std::size_t at = 0; at < cases.size(); ++at) {
    const float value = cases.features[at * cases.width + feature];
    const auto bin =
        std::isnan(value)
            ? 0
            : 1 + (std::upper_bound(column.edges.begin(), column.edges.end(), value) - column.edges.begin());
    column.bins.push_back(static_cast<std::uint8_t>(bin));
    ++column.counts[static_cast<std::size_t>(bin)];
  }
  return column;
}

// Bins from `from` on go right; NaN goes right if unknown_right.
struct Split {
  double gain = 0;
  std::size_t from = 0;
  bool unknown_right = false;
  double left = 0, right = 0;  // Newton steps
};

Split best_split(const Column& column, std::span<const Slope> slopes, const BoostingConfig& config) {
  Slope all;
  std::size_t count = 0;
  for (std::size_t bin = 0; bin < slopes.size(); ++bin) {
    all += slopes[bin];
    count += column.counts[bin];
  }
  const auto worth = [&](const Slope& side) {
    return side.gradient * side.gradient / (side.curvature + config.regularization);
  };
  Split best;
  for (const bool unknown_right : {false, true}) {
    if (unknown_right && column.counts[0] == 0) break;
    Slope left = unknown_right ? Slope{} : slopes[0];
    std::size_t left_count = unknown_right ? 0 : column.counts[0];
    // from = 1 separates NaN from all values.
    for (std::size_t from = 1; from < slopes.size(); ++from) {
      const Slope right = all - left;
      if (left_count >= config.least_cases && count - left_count >= config.least_cases) {
        const double gain = worth(left) + worth(right) - worth(all);
        if (gain > best.gain) {
          best = {gain, from, unknown_right, -left.gradient / (left.curvature + config.regularization),
                  -right.gradient / (right.curvature + config.regularization)};
        }
      }
      left += slopes[from];
      left_count += column.counts[from];
    }
  }
  return best;
}

// Logistic regression on one feature: a few Newton steps on intercept and slope together.
void fit_line(const AdditiveCases& cases, std::size_t feature, double& intercept, double& slope) {
  for (int step = 0; step < 12; ++step) {
    double gi = 0, gs = 1e-6 * slope, hii = 1e-9, his = 0, hss = 1e-6;
    for (std::size_t at = 0; at < cases.size(); ++at) {
      const auto x = static_cast<double>(cases.features[at * cases.width + feature]);
      const double chance = probability(intercept + slope * x), curvature = chance * (1 - chance);
      const double gradient = chance - (cases.wanted[at] ? 1 : 0);
      gi += gradient;
      gs += gradient * x;
      hii += curvature;
      his += curvature * x;
      hss += curvature * x * x;
    }
    const double determinant = hii * hss - his * his;
    if (!(determinant > 1e-12 * hii * hss)) return;  // all values are equal: no slope to find
    // Damped, because Newton's method overshoots if the odds are extreme.
    const double di = (hss * gi - his * gs) / determinant, ds = (hii * gs - his * gi) / determinant;
    const double damping = std::min(1.0, 2 / std::max(std::abs(di), 1e-9));
    intercept -= damping * di;
    slope -= damping * ds;
    if (std::abs(di) + std::abs(ds) < 1e-7) return;
  }
}

double log_odds(double share) { return std::log(share / (1 - share)); }

}  // namespace

AdditiveModel fit_additive(const AdditiveCases& cases, std::span<const std::string> feature_names,
                           const BoostingConfig& config, const ProgressSink& progress) {
  AdditiveModel model;
  const auto wanted = static_cast<double>(std::count(cases.wanted.begin(), cases.wanted.end(), true));
  const auto count = static_cast<double>(cases.size());
  // Half a case added to each class, so that no probability is 0 or 1.
  model.intercept = static_cast<float>(log_odds((wanted + 0.5) / (count + 1)));
  if (wanted == 0 || wanted == count) return model;

  const std::size_t threads = thread_count_or_all(config.threads);
  std::vector<Column> columns(cases.width);
  parallel_for(cases.width, 1, threads, [&](std::size_t first, std::size_t last, std::size_t) {
    for (std::size_t feature = first; feature < last; ++feature) columns[feature] = binned(cases, feature, config.bins);
  });

  double intercept = static_cast<double>(model.intercept), slope = 0;
  if (config.line_feature != BoostingConfig::no_line) fit_line(cases, config.line_feature, intercept, slope);
  model.slope = static_cast<float>(slope);
  std::vector<double> scores(cases.size(), intercept);
  for (std::size_t at = 0; slope != 0 && at < cases.size(); ++at) {
    scores[at] += slope * static_cast<double>(cases.features[at * cases.width + config.line_feature]);
  }
  struct CaseSlope {
    float gradient, curvature;
  };
  std::vector<CaseSlope> slopes(cases.size());
  std::vector<Split> splits(cases.width);
  for (std::size_t round = 0; round < config.rounds; ++round) {
    parallel_for(cases.size(), 65'536, threads, [&](std::size_t first, std::size_t last, std::size_t) {
      for (std::size_t at = first; at < last; ++at) {
        const double chance = 1 / (1 + std::exp(-scores[at]));
        slopes[at] = {static_cast<float>(chance - (cases.wanted[at] ? 1 : 0)),
                      static_cast<float>(chance * (1 - chance))};
      }
    });
    parallel_for(cases.width, 1, threads, [&](std::size_t first, std::size_t last, std::size_t) {
      for (std::size_t feature = first; feature < last; ++feature) {
        const Column& column = columns[feature];
        std::vector<Slope> sums(column.counts.size());
        for (std::size_t at = 0; at < slopes.size(); ++at) {
          Slope& sum = sums[column.bins[at]];
          sum.gradient += static_cast<double>(slopes[at].gradient);
          sum.curvature += static_cast<double>(slopes[at].curvature);
        }
        splits[feature] = best_split(column, sums, config);
      }
    });
    const auto best =
        std::max_element(splits.begin(), splits.end(), [](const Split& a, const Split& b) { return a.gain < b.gain; });
    if (best->gain < config.least_gain) break;
    Column& column = columns[static_cast<std::size_t>(best - splits.begin())];
    column.used = true;
    std::vector<double> step(column.values.size());
    for (std::size_t bin = 0; bin < step.size(); ++bin) {
      const bool right = bin == 0 ? best->unknown_right : bin >= best->from;
      step[bin] = config.rate * (right ? best->right : best->left);
      column.values[bin] += step[bin];
    }
    parallel_for(cases.size(), 65'536, threads, [&](std::size_t first, std::size_t last, std::size_t) {
      for (std::size_t at = first; at < last; ++at) scores[at] += step[column.bins[at]];
    });
    report(progress, {"fitting the ranker", round + 1, config.rounds, "rounds"});
  }

  for (std::size_t feature = 0; feature < cases.width; ++feature) {
    Column& column = columns[feature];
    if (!column.used) continue;
    // Centred over the cases, so that a term says how much better or worse than average a value is.
    double mean = 0;
    for (std::size_t bin = 0; bin < column.values.size(); ++bin) {
      mean += column.values[bin] * static_cast<double>(column.counts[bin]) / count;
    }
    intercept += mean;
    AdditiveTable table{feature_names[feature], column.edges, {}};
    for (const double value : column.values) table.values.push_back(static_cast<float>(value - mean));
    model.tables.push_back(std::move(table));
  }
  model.intercept = static_cast<float>(intercept);
  return model;
}

}  // namespace moshaver
