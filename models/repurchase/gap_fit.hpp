// Fits the chance of another purchase and the distribution of the gap before it, by life tables.
//
//   model    for each stage a hazard in each bin of the gap's logarithm: the share of those who come back in it, of all
//            who have not come back before. A time without a purchase up to the end of the data counts as far as it
//            reaches, half of its last bin included (actuarial estimate)
//   prior    the hazards of the prior count as `strength` customers in every bin
//   horizon  gaps longer than nearly all that were seen count as never: where few are left to observe, one late purchase
//            would otherwise make every product one that is bought again
//   weights  a customer has a weight of 1 in each stage, however often he bought, so that the mean is that of customers
//   source   Kaplan & Meier, JASA 1958; Cutler & Ederer 1958; cure fraction: Maller & Zhou, Biometrika 1992
//   cost     one pass over the observations, then 40 bins; no iterations
#pragma once

#include <array>
#include <cstdint>

#include "engine/model/repurchase.hpp"

namespace moshaver {

// One purchase of a product and what came after.
struct GapObservation {
  std::uint32_t item = 0;
  float log_gap = 0;  // of the gap to the next purchase, or of the time without any
  float weight = 1;
  std::uint8_t stage = 0;    // below Repurchase::stages
  bool is_censored = false;  // there was no next purchase
};

inline constexpr std::size_t gap_bins = 40;
using GapBins = std::array<double, gap_bins>;

struct GapFit {
  std::size_t horizon = gap_bins;  // bins from here on are not used
  std::array<GapBins, Repurchase::stages> hazard{};
  std::array<double, Repurchase::stages> chance{};
  double mean = 0, variance = 1;  // of the logarithm of a gap
};

// Sums of observations.
class GapCounts {
 public:
  void add(const GapObservation&);
  // Chooses the horizon: `share` of the gaps are shorter.
  [[nodiscard]] GapFit without_prior(double share) const;
  [[nodiscard]] GapFit with_prior(const GapFit& prior, double strength) const;

 private:
  std::array<GapBins, Repurchase::stages> gaps_{}, open_{};  // open: times without a purchase
  double offset_ = 0;  // weighted sum of the logarithms of gaps, less those of their bins' middles
};

}  // namespace moshaver
