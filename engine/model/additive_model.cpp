#include "engine/model/additive_model.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

// Highway compiles the rest of this file once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/model/additive_model.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace moshaver::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Counts the edges below as many values as there are lanes. Tables have few edges, so this is faster than a binary
// search, which differs from value to value.
void add_bins(const float* edges, std::size_t edge_count, const float* values, const float* features, float* totals,
              std::size_t count) {
  const hn::ScalableTag<float> lanes;
  const hn::RebindToSigned<decltype(lanes)> places;
  const std::size_t step = hn::Lanes(lanes);
  const auto add = [&](auto feature, auto total) {
    auto place = hn::Set(places, 1);
    for (std::size_t edge = 0; edge < edge_count; ++edge) {
      // A true comparison sets every bit: -1.
      const auto above = hn::VecFromMask(lanes, hn::Ge(feature, hn::Set(lanes, edges[edge])));
      place = hn::Sub(place, hn::BitCast(places, above));
    }
    place = hn::IfThenZeroElse(hn::RebindMask(places, hn::IsNaN(feature)), place);
    return hn::Add(total, hn::GatherIndex(lanes, values, place));
  };
  std::size_t at = 0;
  for (; at + step <= count; at += step) {
    hn::StoreU(add(hn::LoadU(lanes, features + at), hn::LoadU(lanes, totals + at)), lanes, totals + at);
  }
  if (at == count) return;
  HWY_ALIGN float feature[HWY_MAX_BYTES / sizeof(float)] = {}, total[HWY_MAX_BYTES / sizeof(float)] = {};
  for (std::size_t left = at; left < count; ++left) {
    feature[left - at] = features[left];
    total[left - at] = totals[left];
  }
  hn::Store(add(hn::Load(lanes, feature), hn::Load(lanes, total)), lanes, total);
  for (std::size_t left = at; left < count; ++left) totals[left] = total[left - at];
}

}  // namespace moshaver::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace moshaver {

HWY_EXPORT(add_bins);

float AdditiveTable::at(float feature_value) const {
  if (std::isnan(feature_value)) return values.front();
  const auto above = std::upper_bound(edges.begin(), edges.end(), feature_value);
  return values[1 + static_cast<std::size_t>(above - edges.begin())];
}

void AdditiveTable::add_to(std::span<const float> feature_values, std::span<float> sums) const {
  assert(feature_values.size() == sums.size());
  HWY_DYNAMIC_DISPATCH(add_bins)
  (edges.data(), edges.size(), values.data(), feature_values.data(), sums.data(), sums.size());
}

double probability(double log_odds) { return 1 / (1 + std::exp(-log_odds)); }

}  // namespace moshaver
#endif
