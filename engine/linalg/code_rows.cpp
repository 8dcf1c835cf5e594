#include "engine/linalg/code_rows.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

// Highway compiles the rest of this file once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/linalg/code_rows.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace moshaver::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

std::int32_t code_dot(const std::int16_t* query, const std::int8_t* codes, std::size_t dim) {
  const hn::ScalableTag<std::int16_t> wide;
  const hn::Rebind<std::int8_t, decltype(wide)> narrow;
  const hn::Repartition<std::int32_t, decltype(wide)> sums;
  const std::size_t step = hn::Lanes(wide);
  auto low = hn::Zero(sums), high = hn::Zero(sums), low2 = hn::Zero(sums), high2 = hn::Zero(sums);
  std::size_t at = 0;
  for (; at + 2 * step <= dim; at += 2 * step) {
    low = hn::ReorderWidenMulAccumulate(sums, hn::LoadU(wide, query + at),
                                        hn::PromoteTo(wide, hn::LoadU(narrow, codes + at)), low, high);
    low2 = hn::ReorderWidenMulAccumulate(sums, hn::LoadU(wide, query + at + step),
                                         hn::PromoteTo(wide, hn::LoadU(narrow, codes + at + step)), low2, high2);
  }
  if (at + step <= dim) {
    low = hn::ReorderWidenMulAccumulate(sums, hn::LoadU(wide, query + at),
                                        hn::PromoteTo(wide, hn::LoadU(narrow, codes + at)), low, high);
    at += step;
  }
  std::int32_t sum = hn::GetLane(hn::SumOfLanes(sums, hn::Add(hn::Add(low, high), hn::Add(low2, high2))));
  for (; at < dim; ++at) sum += static_cast<std::int32_t>(query[at]) * codes[at];
  return sum;
}

void code_dots(const std::int16_t* query, const std::uint8_t* rows, std::size_t stride, std::size_t dim,
               float query_scale, float* scores, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i, rows += stride) {
    float scale;
    std::memcpy(&scale, rows, sizeof scale);
    const auto* codes = reinterpret_cast<const std::int8_t*>(rows + sizeof scale);
    scores[i] = query_scale * scale * static_cast<float>(code_dot(query, codes, dim));
  }
}

void add_codes(const std::uint8_t* row, float weight, std::size_t dim, float* sums) {
  const hn::ScalableTag<float> lanes;
  const hn::RebindToSigned<decltype(lanes)> whole;
  const hn::Rebind<std::int8_t, decltype(lanes)> narrow;
  const std::size_t step = hn::Lanes(lanes);
  float scale;
  std::memcpy(&scale, row, sizeof scale);
  const auto* codes = reinterpret_cast<const std::int8_t*>(row + sizeof scale);
  const auto factor = hn::Set(lanes, weight * scale);
  std::size_t at = 0;
  for (; at + step <= dim; at += step) {
    const auto values = hn::ConvertTo(lanes, hn::PromoteTo(whole, hn::LoadU(narrow, codes + at)));
    hn::StoreU(hn::MulAdd(factor, values, hn::LoadU(lanes, sums + at)), lanes, sums + at);
  }
  for (; at < dim; ++at) sums[at] += weight * scale * static_cast<float>(codes[at]);
}

float largest_magnitude_of(const float* values, std::size_t count) {
  const hn::ScalableTag<float> lanes;
  const std::size_t step = hn::Lanes(lanes);
  auto largest = hn::Zero(lanes);
  std::size_t at = 0;
  for (; at + step <= count; at += step) largest = hn::Max(largest, hn::Abs(hn::LoadU(lanes, values + at)));
  float result = hn::GetLane(hn::MaxOfLanes(lanes, largest));
  for (; at < count; ++at) result = std::max(result, std::abs(values[at]));
  return result;
}

// out[i] = values[i] / magnitude * largest, rounded to nearest. Divides first, because the reciprocal of a tiny
// magnitude is infinite. No value is larger than `magnitude`, which is not 0.
template <class Code>
void encode(const float* values, std::size_t count, float magnitude, float largest, Code* out) {
  const hn::ScalableTag<float> lanes;
  const hn::Rebind<Code, decltype(lanes)> codes;
  const std::size_t step = hn::Lanes(lanes);
  const auto magnitudes = hn::Set(lanes, magnitude), factor = hn::Set(lanes, largest);
  std::size_t at = 0;
  for (; at + step <= count; at += step) {
    const auto scaled = hn::Mul(hn::Div(hn::LoadU(lanes, values + at), magnitudes), factor);
    hn::StoreU(hn::DemoteTo(codes, hn::NearestInt(scaled)), codes, out + at);
  }
  for (; at < count; ++at) out[at] = static_cast<Code>(std::nearbyint(values[at] / magnitude * largest));
}

void encode_bytes(const float* values, std::size_t count, float magnitude, float largest, std::int8_t* out) {
  encode(values, count, magnitude, largest, out);
}
void encode_words(const float* values, std::size_t count, float magnitude, float largest, std::int16_t* out) {
  encode(values, count, magnitude, largest, out);
}

}  // namespace moshaver::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace moshaver {

HWY_EXPORT(code_dots);
HWY_EXPORT(add_codes);
HWY_EXPORT(largest_magnitude_of);
HWY_EXPORT(encode_bytes);
HWY_EXPORT(encode_words);

namespace {

constexpr float largest_code = 127;

float largest_magnitude(std::span<const float> values) {
  return HWY_DYNAMIC_DISPATCH(largest_magnitude_of)(values.data(), values.size());
}

}  // namespace

void code_query(std::span<const float> query, CodedQuery& coded) {
  coded.values.resize(query.size());
  const double room = 2147483647.0 / (static_cast<double>(largest_code) * static_cast<double>(query.size()));
  const auto largest = static_cast<float>(std::floor(std::min(32767.0, room)));
  const float magnitude = largest_magnitude(query);
  coded.scale = magnitude / largest;
  if (!(magnitude > 0)) {
    std::ranges::fill(coded.values, std::int16_t{0});
    return;
  }
  HWY_DYNAMIC_DISPATCH(encode_words)(query.data(), query.size(), magnitude, largest, coded.values.data());
}

CodeRows::CodeRows(const FactorMatrix& factors, std::span<const std::uint32_t> order)
    : rows_(order.size()), dim_(factors.dim()), stride_((sizeof(float) + dim_ + 3) / 4 * 4), bytes_(rows_ * stride_) {
  for (std::size_t at = 0; at < order.size(); ++at) encode(factors.row(order[at]), at);
}

CodeRows::CodeRows(const FactorMatrix& factors)
    : rows_(factors.rows()), dim_(factors.dim()), stride_((sizeof(float) + dim_ + 3) / 4 * 4), bytes_(rows_ * stride_) {
  for (std::size_t at = 0; at < rows_; ++at) encode(factors.row(at), at);
}

void CodeRows::encode(std::span<const float> row, std::size_t at) {
  std::uint8_t* out = bytes_.data() + at * stride_;
  const float magnitude = largest_magnitude(row);
  const float scale = magnitude / largest_code;
  std::memcpy(out, &scale, sizeof scale);
  if (!(magnitude > 0)) return;  // the codes are 0 already
  HWY_DYNAMIC_DISPATCH(encode_bytes)
  (row.data(), row.size(), magnitude, largest_code, reinterpret_cast<std::int8_t*>(out + sizeof scale));
}

float CodeRows::score(const CodedQuery& query, std::size_t row) const {
  float score = 0;
  this->score(query, row, std::span(&score, 1));
  return score;
}

void CodeRows::score(const CodedQuery& query, std::size_t first, std::span<float> scores) const {
  assert(query.values.size() == dim_);
  assert(first + scores.size() <= rows_);
  HWY_DYNAMIC_DISPATCH(code_dots)
  (query.values.data(), bytes_.data() + first * stride_, stride_, dim_, query.scale, scores.data(), scores.size());
}

void CodeRows::add_row(std::size_t row, float weight, std::span<float> sums) const {
  assert(sums.size() == dim_);
  assert(row < rows_);
  HWY_DYNAMIC_DISPATCH(add_codes)(bytes_.data() + row * stride_, weight, dim_, sums.data());
}

}  // namespace moshaver
#endif
