#include "engine/retrieval/coarse_codes.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "engine/retrieval/rotation.hpp"

namespace moshaver {

namespace {

constexpr double rounding = 0x1p-24;        // relative, of a float
constexpr double smallest_step = 0x1p-149;  // between floats
constexpr double min_scale = 0x1p-100;      // of a code: well within the normal floats
constexpr double gaussian_step = 0.3352;    // standard deviations: the best sixteen uniform levels (Max, 1960)
constexpr double middle = 7.5;              // code u stands for u - middle
constexpr std::int32_t largest_query = 127;

float rounded_up(double value) {
  const auto nearest = static_cast<float>(value);
  return static_cast<double>(nearest) >= value ? nearest
                                               : std::nextafter(nearest, std::numeric_limits<float>::infinity());
}

double norm_of(std::span<const float> row) {
  double squared = 0;
  for (const float value : row) squared += static_cast<double>(value) * value;
  return std::sqrt(squared);
}

struct Code {
  float scale = 0;
  float error = 0;
  double norm = 0;  // of h
};

// Writes u of each dimension of the rotated item to `code`.
Code encode_item(std::span<const double> item, double norm, std::span<std::uint8_t> code) {
  const auto dim = static_cast<double>(item.size());
  const double levels_a_unit = norm > 0 ? std::sqrt(dim) / (gaussian_step * norm) : 0;
  double with_item = 0, squared = 0;
  for (std::size_t j = 0; j < item.size(); ++j) {
    const double level = std::clamp(item[j] * levels_a_unit + (middle + 0.5), 0.0, 15.0);
    code[j] = static_cast<std::uint8_t>(level);
    const double h = static_cast<double>(code[j]) - middle;
    with_item += item[j] * h;
    squared += h * h;
  }
  Code made;
  made.norm = std::sqrt(squared);
  if (const double scale = with_item / squared; scale >= min_scale) made.scale = static_cast<float>(scale);
  double error = 0;
  for (std::size_t j = 0; j < item.size(); ++j) {
    const double left = item[j] - static_cast<double>(made.scale) * (static_cast<double>(code[j]) - middle);
    error += left * left;
  }
  made.error = rounded_up(std::sqrt(error) + (dim + 256) * rounding * norm);
  return made;
}

}  // namespace

void EncodedQuery::set(std::span<const float> query, double longest_code) {
  rotated_.assign(query.begin(), query.end());
  rotate_evenly(rotated_);
  const std::size_t blocks = (query.size() + block_dims - 1) / block_dims;
  values_.assign(blocks * block_dims, 0);
  widened_.assign(blocks * block_dims, 0);
  double largest = 0;
  for (const double value : rotated_) largest = std::max(largest, std::abs(value));
  const auto scale = static_cast<float>(largest / largest_query);
  const double levels_a_unit = scale > 0 ? 1 / static_cast<double>(scale) : 0;
  double left_over = 0;
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < rotated_.size(); ++j) {
    const double level = std::clamp(rotated_[j] * levels_a_unit, -127.0, 127.0);
    const auto value = static_cast<std::int32_t>(level + (level < 0 ? -0.5 : 0.5));
    const double left = rotated_[j] - static_cast<double>(scale) * value;
    left_over += left * left;
    sum += value;
    values_[j] = static_cast<std::int8_t>(value);
  }
  for (std::size_t four = 0; four < values_.size(); four += 4) {
    for (std::size_t at = 0; at < 4; ++at) widened_[four + at] = values_[four + (at % 2) * 2 + at / 2];
  }
  norm_ = norm_of(query);
  view_.values = values_.data();
  view_.widened = widened_.data();
  view_.scale = scale;
  view_.offset = rounded_up(-middle * static_cast<double>(scale) * static_cast<double>(sum) +
                            std::sqrt(left_over) * longest_code * (1 + 1e-12));
  view_.norm = rounded_up(norm_ * (1 + 1e-12));
}

CoarseCodes::CoarseCodes(const FactorMatrix& item_factors)
    : blocks_((item_factors.dim() + block_dims - 1) / block_dims), items_(item_factors.rows()) {
  const std::size_t dim = item_factors.dim();
  assert(dim <= most_dims);
  std::vector<double> norms(items_.size());
  for (std::size_t i = 0; i < norms.size(); ++i) norms[i] = norm_of(item_factors.row(i));
  std::iota(items_.begin(), items_.end(), 0U);
  std::ranges::sort(
      items_, [&](std::uint32_t a, std::uint32_t b) { return norms[a] != norms[b] ? norms[a] > norms[b] : a < b; });

  norms_.reserve(norms.size());
  for (const double norm : norms) norms_.push_back(rounded_up(norm));

  const std::size_t group_count = (items_.size() + group_items - 1) / group_items;
  const std::size_t group_bytes = blocks_ * block_bytes + group_tail_bytes;
  groups_.resize(group_count * group_bytes);
  std::vector<double> rotated(dim);
  std::vector<std::uint8_t> code(blocks_ * block_dims);  // zero past dim, like the query
  for (std::size_t position = 0; position < items_.size(); ++position) {
    const auto row = item_factors.row(items_[position]);
    const double norm = norms[items_[position]];
    rotated.assign(row.begin(), row.end());
    rotate_evenly(rotated);
    const Code made = encode_item(rotated, norm, std::span(code).first(dim));
    longest_code_ = std::max(longest_code_, made.norm);

    const std::size_t within = position % group_items;
    std::byte* group = groups_.data() + position / group_items * group_bytes;
    for (std::size_t j = 0; j < code.size(); j += block_dims) {
      std::byte* four = group + j / block_dims * block_bytes + 4 * within;
      for (std::size_t b = 0; b < 4; ++b) four[b] = static_cast<std::byte>(code[j + b] | code[j + 4 + b] << 4);
    }
    std::byte* tail = group + blocks_ * block_bytes;
    std::memcpy(tail + within * sizeof(float), &made.scale, sizeof(float));
    std::memcpy(tail + (group_items + within) * sizeof(float), &made.error, sizeof(float));
  }
}

std::size_t CoarseCodes::find(const EncodedQuery& query, std::size_t first, std::size_t count, float bar,
                              std::uint32_t* positions, float* bounds) const {
  assert(first % group_items == 0 && first + count <= items_.size());
  const std::size_t group_bytes = blocks_ * block_bytes + group_tail_bytes;
  const std::size_t group_count = (count + group_items - 1) / group_items;
  const auto groups = std::span(groups_).subspan(first / group_items * group_bytes, group_count * group_bytes);
  std::size_t found = find_bounds(groups, blocks_, query.view(), static_cast<std::uint32_t>(first),
                                  bar_for(bar, query.dim()), positions, bounds);
  while (found > 0 && positions[found - 1] >= first + count) --found;  // positions past the last item
  return found;
}

bool CoarseCodes::may_reach(const EncodedQuery& query, float norm, float bar) {
  const auto dim = static_cast<double>(query.dim());
  const double most = query.norm() * static_cast<double>(norm) * (1 + (dim + 16) * rounding);
  return most + (dim + 16) * smallest_step >= static_cast<double>(bar);
}

float CoarseCodes::bar_for(float bar, std::size_t dim) {
  const double lowered = static_cast<double>(bar) - (static_cast<double>(dim) + 16) * smallest_step;
  return std::nextafter(static_cast<float>(lowered), -std::numeric_limits<float>::infinity());
}

std::size_t CoarseCodes::bytes() const {
  return groups_.size() + items_.size() * sizeof(items_[0]) + norms_.size() * sizeof(norms_[0]);
}

}  // namespace moshaver
