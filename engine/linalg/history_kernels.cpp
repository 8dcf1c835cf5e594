#include "engine/linalg/history_kernels.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

// Highway compiles the rest of this file once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/linalg/history_kernels.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/cache_control.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace moshaver::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<float, line_floats>;
using Vector = hn::Vec<Lanes>;

void inverse_roots_of(const float* values, float* out, std::size_t count) {
  const Lanes lanes;
  const std::size_t step = hn::Lanes(lanes);
  std::size_t at = 0;
  for (; at + step <= count; at += step) {
    hn::StoreU(hn::Div(hn::Set(lanes, 1.0F), hn::Sqrt(hn::LoadU(lanes, values + at))), lanes, out + at);
  }
  for (; at < count; ++at) out[at] = 1.0F / std::sqrt(values[at]);
}

HWY_INLINE void prefetch_row(const float* row, std::size_t dim) {
  for (std::size_t at = 0; at < dim; at += line_floats) hwy::Prefetch(row + at);
}

void gather_rows_of(const FactorMatrix& factors, std::span<const std::uint32_t> rows, std::span<const float> row_scale,
                    std::span<const float> column_scale, std::span<const std::uint32_t> upcoming, const Block& out) {
  const Lanes lanes;
  const std::size_t step = hn::Lanes(lanes), dim = factors.dim();
  const float* table = factors.values().data();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i < upcoming.size()) prefetch_row(table + upcoming[i] * dim, dim);
    const float* from = table + rows[i] * dim;
    float* to = out.row(i);
    const float root = row_scale.empty() ? 1.0F : row_scale[i];
    const Vector scale = hn::Set(lanes, root);
    std::size_t at = 0;
    for (; at + step <= dim; at += step) {
      const Vector scaled = hn::Mul(hn::LoadU(lanes, from + at), hn::LoadU(lanes, column_scale.data() + at));
      hn::Store(hn::Mul(scaled, scale), lanes, to + at);
    }
    for (; at < dim; ++at) to[at] = from[at] * column_scale[at] * root;
    for (; at < padded(dim); ++at) to[at] = 0;
  }
}

#if HWY_TARGET == HWY_SCALAR
// Vectors of one lane.
HWY_INLINE void store_sums(Vector a, Vector b, Vector c, Vector d, float* to) {
  to[0] = hn::GetLane(a), to[1] = hn::GetLane(b), to[2] = hn::GetLane(c), to[3] = hn::GetLane(d);
}
#else
// Adds the 128-bit parts of a vector, lane by lane.
template <class D>
HWY_INLINE hn::Vec<hn::Full128<float> > add_parts(D lanes, hn::Vec<D> sums) {
  if constexpr (hn::MaxLanes(lanes) <= 4) {
    return sums;
  } else {
    const hn::Half<D> half;
    return add_parts(half, hn::Add(hn::LowerHalf(half, sums), hn::UpperHalf(half, sums)));
  }
}

// The sums of the lanes of four vectors.
HWY_INLINE void store_sums(Vector a, Vector b, Vector c, Vector d, float* to) {
  const Lanes lanes;
  const hn::Repartition<double, Lanes> pairs;
  const Vector ab = hn::Add(hn::InterleaveLower(lanes, a, b), hn::InterleaveUpper(lanes, a, b));
  const Vector cd = hn::Add(hn::InterleaveLower(lanes, c, d), hn::InterleaveUpper(lanes, c, d));
  const auto ab_pairs = hn::BitCast(pairs, ab), cd_pairs = hn::BitCast(pairs, cd);
  const Vector even = hn::BitCast(lanes, hn::InterleaveLower(pairs, ab_pairs, cd_pairs));
  const Vector odd = hn::BitCast(lanes, hn::InterleaveUpper(pairs, ab_pairs, cd_pairs));
  hn::StoreU(add_parts(lanes, hn::Add(even, odd)), hn::Full128<float>(), to);
}
#endif

// As many rows a tile as the registers can hold sums for.
constexpr std::size_t tile_columns = 4;
constexpr std::size_t tile_rows = HWY_TARGET <= HWY_AVX3 || HWY_ARCH_ARM_A64 ? 4 : 2;

// The inner products of row_count rows from `first` on with column_count <= 4 rows from `second` on. On the diagonal,
// where both are the same rows, only those with j >= i are computed.
template <std::size_t row_count, std::size_t column_count, bool on_diagonal>
HWY_INLINE void gram_tile(const Block& rows, std::size_t first, std::size_t second, const Block& gram) {
  const Lanes lanes;
  const std::size_t step = hn::Lanes(lanes), stride = rows.stride, width = padded(rows.columns);
  const float* left = rows.row(first);
  const float* right = rows.row(second);
  Vector sums[row_count][tile_columns];
#pragma GCC unroll 4
  for (std::size_t i = 0; i < row_count; ++i) {
#pragma GCC unroll 4
    for (std::size_t j = 0; j < tile_columns; ++j) sums[i][j] = hn::Zero(lanes);
  }
  for (std::size_t at = 0; at < width; at += step) {
    Vector columns[column_count];
#pragma GCC unroll 4
    for (std::size_t j = 0; j < column_count; ++j) columns[j] = hn::Load(lanes, right + j * stride + at);
#pragma GCC unroll 4
    for (std::size_t i = 0; i < row_count; ++i) {
      const Vector row = on_diagonal ? columns[i] : hn::Load(lanes, left + i * stride + at);
#pragma GCC unroll 4
      for (std::size_t j = on_diagonal ? i : 0; j < column_count; ++j) {
        sums[i][j] = hn::MulAdd(row, columns[j], sums[i][j]);
      }
    }
  }
#pragma GCC unroll 4
  for (std::size_t i = 0; i < row_count; ++i) {
    store_sums(sums[i][0], sums[i][1], sums[i][2], sums[i][3], gram.row(first + i) + second);
  }
}

// All columns of row_count rows, from the diagonal on.
template <std::size_t row_count>
HWY_INLINE void gram_strip(const Block& rows, std::size_t first, const Block& gram) {
  gram_tile<row_count, row_count, true>(rows, first, first, gram);
  std::size_t second = first + row_count;
  for (; second + tile_columns <= rows.rows; second += tile_columns) {
    gram_tile<row_count, tile_columns, false>(rows, first, second, gram);
  }
  switch (rows.rows - second) {
    case 3:
      return gram_tile<row_count, 3, false>(rows, first, second, gram);
    case 2:
      return gram_tile<row_count, 2, false>(rows, first, second, gram);
    case 1:
      return gram_tile<row_count, 1, false>(rows, first, second, gram);
    default:
      return;
  }
}

void outer_gram_of(const Block& rows, const Block& gram) {
  std::size_t first = rows.rows % tile_rows;
  switch (first) {
    case 3:
      gram_strip<std::min<std::size_t>(3, tile_rows)>(rows, 0, gram);
      break;
    case 2:
      gram_strip<2>(rows, 0, gram);
      break;
    case 1:
      gram_strip<1>(rows, 0, gram);
      break;
    default:
      break;
  }
  for (; first < rows.rows; first += tile_rows) gram_strip<tile_rows>(rows, first, gram);
}

// Sums `vectors` vectors of columns at once, so that neighbouring lines of a row are read together.
template <std::size_t vectors>
HWY_INLINE void sum_columns(const float* table, std::size_t dim, std::span<const std::uint32_t> rows,
                            const float* coefficients, const float* column_scale, float* out) {
  const Lanes lanes;
  const std::size_t step = hn::Lanes(lanes);
  Vector sums[vectors];
#pragma GCC unroll 8
  for (std::size_t v = 0; v < vectors; ++v) sums[v] = hn::Zero(lanes);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const float* row = table + rows[i] * dim;
    const Vector coefficient = hn::Set(lanes, coefficients[i]);
#pragma GCC unroll 8
    for (std::size_t v = 0; v < vectors; ++v) {
      sums[v] = hn::MulAdd(coefficient, hn::LoadU(lanes, row + v * step), sums[v]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t v = 0; v < vectors; ++v) {
    hn::StoreU(hn::Mul(sums[v], hn::LoadU(lanes, column_scale + v * step)), lanes, out + v * step);
  }
}

void weighted_row_sum_of(const FactorMatrix& factors, std::span<const std::uint32_t> rows, const float* coefficients,
                         const float* column_scale, float* out) {
  const std::size_t dim = factors.dim(), step = hn::Lanes(Lanes());
  const float* table = factors.values().data();
  std::size_t at = 0;
  for (; at + 8 * step <= dim; at += 8 * step) {
    sum_columns<8>(table + at, dim, rows, coefficients, column_scale + at, out + at);
  }
  for (; at + 2 * step <= dim; at += 2 * step) {
    sum_columns<2>(table + at, dim, rows, coefficients, column_scale + at, out + at);
  }
  for (; at + step <= dim; at += step) {
    sum_columns<1>(table + at, dim, rows, coefficients, column_scale + at, out + at);
  }
  for (; at < dim; ++at) {
    float sum = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) sum += coefficients[i] * table[rows[i] * dim + at];
    out[at] = sum * column_scale[at];
  }
}

}  // namespace moshaver::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace moshaver {

HWY_EXPORT(inverse_roots_of);
HWY_EXPORT(gather_rows_of);
HWY_EXPORT(outer_gram_of);
HWY_EXPORT(weighted_row_sum_of);

void inverse_roots(std::span<const float> values, std::span<float> out) {
  assert(out.size() >= values.size());
  HWY_DYNAMIC_DISPATCH(inverse_roots_of)(values.data(), out.data(), values.size());
}

void gather_rows(const FactorMatrix& factors, std::span<const std::uint32_t> rows, std::span<const float> row_scale,
                 std::span<const float> column_scale, std::span<const std::uint32_t> upcoming, const Block& out) {
  assert(out.rows >= rows.size() && out.stride >= padded(factors.dim()));
  HWY_DYNAMIC_DISPATCH(gather_rows_of)(factors, rows, row_scale, column_scale, upcoming, out);
}

void outer_gram(const Block& rows, const Block& gram) {
  assert(gram.rows >= rows.rows && gram.stride >= rows.rows + 3);
  HWY_DYNAMIC_DISPATCH(outer_gram_of)(rows, gram);
}

void weighted_row_sum(const FactorMatrix& factors, std::span<const std::uint32_t> rows,
                      std::span<const float> coefficients, std::span<const float> column_scale, std::span<float> out) {
  assert(coefficients.size() >= rows.size() && column_scale.size() >= out.size() && out.size() == factors.dim());
  HWY_DYNAMIC_DISPATCH(weighted_row_sum_of)(factors, rows, coefficients.data(), column_scale.data(), out.data());
}

}  // namespace moshaver
#endif
