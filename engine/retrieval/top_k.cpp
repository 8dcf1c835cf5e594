#include "engine/retrieval/top_k.hpp"

#include <algorithm>

// Highway compiles the rest of this file once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/retrieval/top_k.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace moshaver::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

std::size_t find_at_least(const float* scores, std::size_t from, std::size_t count, float bar) {
  const hn::ScalableTag<float> lanes;
  const std::size_t step = hn::Lanes(lanes);
  const auto bars = hn::Set(lanes, bar);
  std::size_t i = from;
  for (; i + step <= count; i += step) {
    const auto found = hn::FindFirstTrue(lanes, hn::Ge(hn::LoadU(lanes, scores + i), bars));
    if (found >= 0) return i + static_cast<std::size_t>(found);
  }
  while (i < count && !(scores[i] >= bar)) ++i;
  return i;
}

}  // namespace moshaver::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace moshaver {

HWY_EXPORT(find_at_least);

std::size_t next_at_least(std::span<const float> scores, std::size_t from, float bar) {
  return HWY_DYNAMIC_DISPATCH(find_at_least)(scores.data(), from, scores.size(), bar);
}

namespace {

// With fewer candidates than this, selection costs more than it saves.
constexpr std::size_t smallest_capacity = 64;
// Memory reserved at once. A request for "all" must not allocate memory before there are items to keep.
constexpr std::size_t largest_reserve = 1024;

std::size_t capacity_for(std::size_t count) {
  if (count > std::numeric_limits<std::size_t>::max() / 2) return std::numeric_limits<std::size_t>::max();
  return std::max(2 * count, smallest_capacity);
}

}  // namespace

TopK::TopK(std::size_t count) : count_(count), capacity_(capacity_for(count)) {
  kept_.reserve(std::min(capacity_, largest_reserve));
}

void TopK::shrink() {
  sort_keys(kept_);
  kept_.resize(count_);
  bar_key_ = kept_.back();
  bar_ = ranked(bar_key_).score;
}

std::vector<ScoredItem> TopK::take() {
  sort_keys(kept_);
  kept_.resize(std::min(kept_.size(), count_));
  std::vector<ScoredItem> best(kept_.size());
  std::ranges::transform(kept_, best.begin(), ranked);
  kept_.clear();
  bar_ = -std::numeric_limits<float>::infinity();
  bar_key_ = no_key;
  return best;
}

}  // namespace moshaver
#endif
