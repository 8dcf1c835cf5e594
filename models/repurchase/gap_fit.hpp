// Fits the chance of another purchase and the distribution of the gap before it, by expectation maximisation.
//
//   model    engine/model/repurchase.hpp: with a chance that depends on the stage the customer comes back, after a gap
//            whose logarithm is normal; else never
//   E step   of a time c without a purchase: the probability that the purchase is still to come,
//            chance S(c) / (1 - chance + chance S(c)), and the moments of the normal distribution above log c
//   M step   counts and moments, each joined with the prior as so many observations
//   weights  a customer has a weight of 1 in the gaps, however often he bought, so that the mean is that of customers
//   source   Boag, JRSS B 1949; Dempster, Laird & Rubin, JRSS B 1977
//   cost     O(observations) an iteration, about 50 ns each
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "engine/model/repurchase.hpp"

namespace moshaver {

// One purchase of a product and what came after.
struct GapObservation {
  std::uint32_t item = 0;
  float log_gap = 0;        // of the gap to the next purchase, or of the time without any
  float weight = 1;         // in the distribution of gaps
  std::uint8_t stage = 0;   // below Repurchase::stages
  bool is_censored = false;  // there was no next purchase
};

struct GapFit {
  std::array<double, Repurchase::stages> chance = {.5, .5, .5};
  double mean = 0, variance = 1;  // of the logarithm of a gap, over customers
};

// How many observations the prior counts as.
struct PriorStrength {
  double chance = 0, mean = 0, variance = 0;
};

// Starts at the prior.
[[nodiscard]] GapFit fit_gaps(std::span<const GapObservation>, const GapFit& prior, const PriorStrength&,
                              std::size_t iterations);

}  // namespace moshaver
