#include "models/repurchase/gap_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace moshaver {

namespace {

// The mean and the variance of a standard normal variable above z, and the probability of that.
struct UpperTail {
  double probability, mean, variance;
};

UpperTail upper_tail(double z) {
  const double probability = 0.5 * std::erfc(z * std::numbers::sqrt2 / 2);
  // Far out, both density and probability vanish, and their ratio tends to z + 1/z.
  const double density = std::exp(-0.5 * z * z) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  const double mean = z > 8 ? z + 1 / z : density / probability;
  return {probability, mean, std::max(0.0, 1 + z * mean - mean * mean)};
}

}  // namespace

GapFit fit_gaps(std::span<const GapObservation> observations, const GapFit& prior, const PriorStrength& strength,
                std::size_t iterations) {
  GapFit fit = prior;
  for (std::size_t round = 0; round < iterations; ++round) {
    std::array<double, Repurchase::stages> again{}, all{};
    double weights = 0, sum = 0, squares = 0;  // of log gaps, less the prior's mean
    const double deviation = std::sqrt(fit.variance);
    for (const GapObservation& one : observations) {
      double known = one.weight, mean = static_cast<double>(one.log_gap) - prior.mean, variance = 0;
      all[one.stage] += 1;
      if (one.is_censored) {
        const UpperTail tail = upper_tail((static_cast<double>(one.log_gap) - fit.mean) / deviation);
        const double chance = fit.chance[one.stage];
        const double coming = chance * tail.probability / std::max(1e-12, 1 - chance + chance * tail.probability);
        again[one.stage] += coming;
        known *= coming;
        mean = fit.mean + deviation * tail.mean - prior.mean;
        variance = fit.variance * tail.variance;
      } else {
        again[one.stage] += 1;
      }
      weights += known;
      sum += known * mean;
      squares += known * (mean * mean + variance);
    }
    for (std::size_t stage = 0; stage < Repurchase::stages; ++stage) {
      const double count = all[stage] + strength.chance;
      if (count > 0) fit.chance[stage] = (again[stage] + strength.chance * prior.chance[stage]) / count;
    }
    const double shift = weights + strength.mean > 0 ? sum / (weights + strength.mean) : 0;
    fit.mean = prior.mean + shift;
    // Around the new mean.
    const double spread = std::max(0.0, squares - 2 * shift * sum + shift * shift * weights);
    const double count = weights + strength.variance;
    if (count > 0) fit.variance = std::clamp((spread + strength.variance * prior.variance) / count, 1e-3, 9.0);
  }
  return fit;
}

}  // namespace moshaver
