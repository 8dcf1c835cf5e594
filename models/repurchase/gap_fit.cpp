#include "models/repurchase/gap_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace moshaver {

namespace {

constexpr double shortest = -0.7, width = 0.25;  // of bins, in logarithms: from half a day to thirty years

std::size_t bin_of(double log_gap) {
  const double at = (log_gap - shortest) / width;
  return at <= 0 ? 0 : std::min(static_cast<std::size_t>(at), gap_bins - 1);
}
double middle_of(std::size_t bin) { return shortest + (static_cast<double>(bin) + 0.5) * width; }
double sum_of(const GapBins& bins) { return std::accumulate(bins.begin(), bins.end(), 0.0); }

}  // namespace

void GapCounts::add(const GapObservation& one) {
  const double log_gap = static_cast<double>(one.log_gap), weight = static_cast<double>(one.weight);
  const std::size_t bin = bin_of(log_gap);
  (one.is_censored ? open_ : gaps_)[one.stage][bin] += weight;
  if (!one.is_censored) offset_ += weight * std::clamp(log_gap - middle_of(bin), -width, width);
}

GapFit GapCounts::without_prior(double share) const {
  GapFit start;
  double all = 0;
  for (const GapBins& of_stage : gaps_) all += sum_of(of_stage);
  double shorter = 0;
  for (start.horizon = 0; start.horizon < gap_bins && shorter < share * all; ++start.horizon) {
    for (const GapBins& of_stage : gaps_) shorter += of_stage[start.horizon];
  }
  return with_prior(start, 1);
}

GapFit GapCounts::with_prior(const GapFit& prior, double strength) const {
  GapFit fit = prior;
  GapBins shares{};
  double weights = 0;
  for (std::size_t stage = 0; stage < Repurchase::stages; ++stage) {
    const double customers = sum_of(gaps_[stage]) + sum_of(open_[stage]) + strength;
    double at_risk = customers, left = 1;
    for (std::size_t bin = 0; bin < prior.horizon; ++bin) {
      const double back = gaps_[stage][bin], exposed = at_risk - strength - open_[stage][bin] / 2;
      fit.hazard[stage][bin] = std::min(1.0, (back + strength * prior.hazard[stage][bin]) / (exposed + strength));
      shares[bin] += customers * left * fit.hazard[stage][bin];
      left *= 1 - fit.hazard[stage][bin];
      at_risk -= back + open_[stage][bin];
    }
    fit.chance[stage] = 1 - left;
    for (const double gap : gaps_[stage]) weights += gap;
  }
  const double all = sum_of(shares);
  if (!(all > 0)) return fit;
  double mean = 0, squares = 0;
  for (std::size_t bin = 0; bin < gap_bins; ++bin) {
    mean += shares[bin] / all * middle_of(bin);
    squares += shares[bin] / all * middle_of(bin) * middle_of(bin);
  }
  fit.variance = std::max(squares - mean * mean - width * width / 12, 1e-3);
  fit.mean = mean + offset_ / (weights + strength);
  return fit;
}

}  // namespace moshaver
