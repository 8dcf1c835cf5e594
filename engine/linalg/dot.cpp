#include "engine/linalg/dot.hpp"

#include <cassert>
#include <cstddef>
#include <cstdint>

// Highway compiles the rest of this file once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/linalg/dot.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/cache_control.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace moshaver::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// An inner product in progress. Four independent sums hide the latency of a multiply-add. The order of the additions
// depends on `dim` alone, so a row gets the same bits alone, in a pair and in any block.
class InnerProduct {
 public:
  using Lanes = hn::ScalableTag<float>;

  HWY_INLINE explicit InnerProduct(const float* row) : row_(row) {}

  // Adds four whole vectors.
  HWY_INLINE void add_four(const float* query, std::size_t at) {
    const std::size_t step = hn::Lanes(lanes_);
    sum0_ = hn::MulAdd(hn::LoadU(lanes_, query + at), hn::LoadU(lanes_, row_ + at), sum0_);
    sum1_ = hn::MulAdd(hn::LoadU(lanes_, query + at + step), hn::LoadU(lanes_, row_ + at + step), sum1_);
    sum2_ = hn::MulAdd(hn::LoadU(lanes_, query + at + 2 * step), hn::LoadU(lanes_, row_ + at + 2 * step), sum2_);
    sum3_ = hn::MulAdd(hn::LoadU(lanes_, query + at + 3 * step), hn::LoadU(lanes_, row_ + at + 3 * step), sum3_);
  }
  HWY_INLINE float finish(const float* query, std::size_t at, std::size_t dim) {
    const std::size_t step = hn::Lanes(lanes_);
    for (; at + step <= dim; at += step) {
      sum0_ = hn::MulAdd(hn::LoadU(lanes_, query + at), hn::LoadU(lanes_, row_ + at), sum0_);
    }
    float short_row = 0;
    if (at < dim && dim >= step) {
      // The last vector of the row without the lanes already counted, so that no load passes the end of the row.
      const auto counted = hn::FirstN(lanes_, step - (dim - at));
      const auto rest = hn::IfThenZeroElse(counted, hn::LoadU(lanes_, query + dim - step));
      sum1_ = hn::MulAdd(rest, hn::LoadU(lanes_, row_ + dim - step), sum1_);
    } else {
      for (; at < dim; ++at) short_row += query[at] * row_[at];
    }
    return hn::GetLane(hn::SumOfLanes(lanes_, hn::Add(hn::Add(sum0_, sum1_), hn::Add(sum2_, sum3_)))) + short_row;
  }

 private:
  Lanes lanes_;
  const float* row_;
  hn::Vec<Lanes> sum0_ = hn::Zero(lanes_);
  hn::Vec<Lanes> sum1_ = hn::Zero(lanes_);
  hn::Vec<Lanes> sum2_ = hn::Zero(lanes_);
  hn::Vec<Lanes> sum3_ = hn::Zero(lanes_);
};

float dot_of(const float* a, const float* b, std::size_t dim) {
  const std::size_t stride = 4 * hn::Lanes(InnerProduct::Lanes());
  InnerProduct product(b);
  std::size_t at = 0;
  for (; at + stride <= dim; at += stride) product.add_four(a, at);
  return product.finish(a, at, dim);
}

// Prefetches the `count` floats one page after `from`. The processor's own prefetcher stops at the end of a page; this
// doubles the rate of a scan from memory. An address past the matrix is harmless: it is never read.
HWY_INLINE void prefetch_next_page(const float* from, std::size_t count) {
  constexpr std::uintptr_t page = 4096;
  constexpr std::uintptr_t line = 64;
  const auto begin = reinterpret_cast<std::uintptr_t>(from) + page;
  for (std::uintptr_t at = begin; at < begin + count * sizeof(float); at += line) {
    hwy::Prefetch(reinterpret_cast<const float*>(at));
  }
}

// Two rows at a time share the loads of the query.
void dot_rows_of(const float* query, const float* rows, std::size_t dim, float* scores, std::size_t row_count) {
  const std::size_t stride = 4 * hn::Lanes(InnerProduct::Lanes());
  std::size_t row = 0;
  for (; row + 2 <= row_count; row += 2) {
    const float* pair = rows + row * dim;
    prefetch_next_page(pair, 2 * dim);
    InnerProduct first(pair);
    InnerProduct second(pair + dim);
    std::size_t at = 0;
    for (; at + stride <= dim; at += stride) {
      first.add_four(query, at);
      second.add_four(query, at);
    }
    scores[row] = first.finish(query, at, dim);
    scores[row + 1] = second.finish(query, at, dim);
  }
  if (row < row_count) scores[row] = dot_of(query, rows + row * dim, dim);
}

}  // namespace moshaver::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace moshaver {

HWY_EXPORT(dot_of);
HWY_EXPORT(dot_rows_of);

float dot(std::span<const float> a, std::span<const float> b) {
  assert(a.size() == b.size());
  return HWY_DYNAMIC_DISPATCH(dot_of)(a.data(), b.data(), a.size());
}

void dot_rows(std::span<const float> query, std::span<const float> rows, std::span<float> scores) {
  assert(rows.size() == query.size() * scores.size());
  HWY_DYNAMIC_DISPATCH(dot_rows_of)(query.data(), rows.data(), query.size(), scores.data(), scores.size());
}

}  // namespace moshaver
#endif
