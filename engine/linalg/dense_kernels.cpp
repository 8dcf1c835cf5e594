#include "engine/linalg/dense_kernels.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

// Highway compiles the rest of this file once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/linalg/dense_kernels.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace moshaver::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<float, line_floats>;
using Vector = hn::Vec<Lanes>;

// As many rows a tile as the registers can hold 3 vectors of sums for.
constexpr std::size_t tile_rows = HWY_TARGET <= HWY_AVX3 || HWY_ARCH_ARM_A64 ? 8 : 4;
constexpr std::size_t tile_vectors = 3;

enum class Into { set, add, subtract };

// The left side of a tile: value (k, i) is at values[k * step + i * row].
struct Left {
  const float* values;
  std::size_t step;
  std::size_t row;
};

// out[i][j] gets the sum over k < depth of left(k, i) right[k * right_step + j], for row_count rows and `vectors`
// vectors.
template <std::size_t row_count, std::size_t vectors, Into into>
HWY_INLINE void tile(Left left, const float* right, std::size_t right_step, std::size_t depth, float* out,
                     std::size_t out_step) {
  const Lanes lanes;
  const std::size_t width = hn::Lanes(lanes);
  Vector sums[row_count][vectors];
#pragma GCC unroll 8
  for (std::size_t i = 0; i < row_count; ++i) {
#pragma GCC unroll 3
    for (std::size_t v = 0; v < vectors; ++v) sums[i][v] = hn::Zero(lanes);
  }
  for (std::size_t k = 0; k < depth; ++k) {
    Vector columns[vectors];
#pragma GCC unroll 3
    for (std::size_t v = 0; v < vectors; ++v) columns[v] = hn::LoadU(lanes, right + v * width);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < row_count; ++i) {
      const Vector value = hn::Set(lanes, left.values[i * left.row]);
#pragma GCC unroll 3
      for (std::size_t v = 0; v < vectors; ++v) sums[i][v] = hn::MulAdd(value, columns[v], sums[i][v]);
    }
    left.values += left.step;
    right += right_step;
  }
#pragma GCC unroll 8
  for (std::size_t i = 0; i < row_count; ++i) {
#pragma GCC unroll 3
    for (std::size_t v = 0; v < vectors; ++v) {
      float* to = out + i * out_step + v * width;
      if constexpr (into == Into::set) {
        hn::StoreU(sums[i][v], lanes, to);
      } else if constexpr (into == Into::add) {
        hn::StoreU(hn::Add(hn::LoadU(lanes, to), sums[i][v]), lanes, to);
      } else {
        hn::StoreU(hn::Sub(hn::LoadU(lanes, to), sums[i][v]), lanes, to);
      }
    }
  }
}

// A strip of row_count rows, `columns` wide: whole vectors.
template <std::size_t row_count, Into into>
HWY_INLINE void strip(Left left, const float* right, std::size_t right_step, std::size_t depth, float* out,
                      std::size_t out_step, std::size_t columns) {
  const std::size_t width = hn::Lanes(Lanes());
  std::size_t at = 0;
  for (; at + tile_vectors * width <= columns; at += tile_vectors * width) {
    tile<row_count, tile_vectors, into>(left, right + at, right_step, depth, out + at, out_step);
  }
  if (at + 2 * width <= columns) {
    tile<row_count, 2, into>(left, right + at, right_step, depth, out + at, out_step);
  } else if (at + width <= columns) {
    tile<row_count, 1, into>(left, right + at, right_step, depth, out + at, out_step);
  }
}

std::size_t line_of(std::size_t column) { return column / line_floats * line_floats; }

void add_upper_inner_gram_of(const Block& rows, const Block& gram) {
  // So few rows at a time that the part a strip reads stays in the L1 cache.
  constexpr std::size_t depth = 128;
  const std::size_t width = padded(rows.columns);
  for (std::size_t first = 0; first < rows.rows; first += depth) {
    const std::size_t count = std::min(depth, rows.rows - first);
    const float* from = rows.row(first);
    // A last strip of tile_rows could reach into the column padding, for which the gramian may have no rows.
    std::size_t i = 0;
    for (; i + tile_rows <= gram.rows && i < rows.columns; i += tile_rows) {
      const std::size_t j = line_of(i);
      strip<tile_rows, Into::add>({from + i, rows.stride, 1}, from + j, rows.stride, count, gram.row(i) + j,
                                  gram.stride, width - j);
    }
    for (; i < rows.columns; ++i) {
      const std::size_t j = line_of(i);
      strip<1, Into::add>({from + i, rows.stride, 1}, from + j, rows.stride, count, gram.row(i) + j, gram.stride,
                          width - j);
    }
  }
}

void multiply_rows_of(const float* a, const Block& b, const Block& out) {
  // A panel of b stays in the near caches while all rows of `a` are multiplied with it.
  const std::size_t columns = padded(b.columns), panel = tile_vectors * hn::Lanes(Lanes());
  for (std::size_t at = 0; at < columns; at += panel) {
    const std::size_t width = std::min(panel, columns - at);
    std::size_t row = 0;
    for (; row + tile_rows <= out.rows; row += tile_rows) {
      strip<tile_rows, Into::set>({a + row * b.rows, 1, b.rows}, b.values + at, b.stride, b.rows, out.row(row) + at,
                                  out.stride, width);
    }
    for (; row < out.rows; ++row) {
      strip<1, Into::set>({a + row * b.rows, 1, b.rows}, b.values + at, b.stride, b.rows, out.row(row) + at, out.stride,
                          width);
    }
  }
}

// Rows [first, first + tile_rows) of U, once the rows above are subtracted. Values left of the diagonal are never read.
HWY_INLINE bool factor_strip(const Block& system, std::size_t first, std::size_t columns, float* inverses) {
  const Lanes lanes;
  // The diagonal block first, in registers, because all else waits for its square roots.
  float diagonal[tile_rows][tile_rows];
#pragma GCC unroll 8
  for (std::size_t k = 0; k < tile_rows; ++k) {
#pragma GCC unroll 8
    for (std::size_t j = k; j < tile_rows; ++j) diagonal[k][j] = system.row(first + k)[first + j];
  }
#pragma GCC unroll 8
  for (std::size_t k = 0; k < tile_rows; ++k) {
    const float pivot = diagonal[k][k];
    if (!(pivot > 0 && pivot <= std::numeric_limits<float>::max())) return false;
    const float inverse = 1.0F / std::sqrt(pivot);
    inverses[first + k] = inverse;
#pragma GCC unroll 8
    for (std::size_t j = k + 1; j < tile_rows; ++j) diagonal[k][j] *= inverse;
#pragma GCC unroll 8
    for (std::size_t i = k + 1; i < tile_rows; ++i) {
#pragma GCC unroll 8
      for (std::size_t j = i; j < tile_rows; ++j) diagonal[i][j] -= diagonal[k][i] * diagonal[k][j];
    }
  }
  for (std::size_t at = line_of(first); at < columns; at += hn::Lanes(lanes)) {
    Vector values[tile_rows];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < tile_rows; ++k) {
      values[k] = hn::Load(lanes, system.row(first + k) + at);
#pragma GCC unroll 8
      for (std::size_t m = 0; m < k; ++m) {
        values[k] = hn::NegMulAdd(hn::Set(lanes, diagonal[m][k]), values[m], values[k]);
      }
      values[k] = hn::Mul(values[k], hn::Set(lanes, inverses[first + k]));
      hn::Store(values[k], lanes, system.row(first + k) + at);
    }
  }
  return true;
}

bool solve_upper_cholesky_of(const Block& system, std::size_t count, float* x, float* inverses) {
  const Lanes lanes;
  const std::size_t unknowns = padded_unknowns(count), columns = padded(unknowns + 1);
  for (std::size_t row = 0; row < unknowns; ++row) {
    float* values = system.row(row);
    std::fill(values + std::max(count, line_of(row)), values + columns, 0.0F);
    if (row < count) {
      values[unknowns] = x[row];
    } else {
      values[row] = 1;
    }
  }
  for (std::size_t first = 0; first < unknowns; first += tile_rows) {
    const std::size_t at = line_of(first);
    if (first > 0) {
      strip<tile_rows, Into::subtract>({system.values + first, system.stride, 1}, system.values + at, system.stride,
                                       first, system.row(first) + at, system.stride, columns - at);
    }
    if (!factor_strip(system, first, columns, inverses)) return false;
  }
  // U x = the transformed right side, solved from the last strip up.
  float* solved = inverses + padded(unknowns);
  std::fill(solved, solved + columns, 0.0F);
  for (std::size_t first = unknowns; first > 0;) {
    first -= tile_rows;
    Vector sums[tile_rows];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < tile_rows; ++k) sums[k] = hn::Zero(lanes);
    for (std::size_t at = first + tile_rows; at < unknowns; at += hn::Lanes(lanes)) {
      const Vector known = hn::LoadU(lanes, solved + at);
#pragma GCC unroll 8
      for (std::size_t k = 0; k < tile_rows; ++k) {
        sums[k] = hn::MulAdd(hn::LoadU(lanes, system.row(first + k) + at), known, sums[k]);
      }
    }
    float part[tile_rows];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < tile_rows; ++k) {
      part[k] = system.row(first + k)[unknowns] - hn::GetLane(hn::SumOfLanes(lanes, sums[k]));
    }
#pragma GCC unroll 8
    for (std::size_t left = tile_rows; left > 0; --left) {
      const std::size_t k = left - 1;
      part[k] *= inverses[first + k];
#pragma GCC unroll 8
      for (std::size_t i = 0; i < k; ++i) part[i] -= system.row(first + i)[first + k] * part[k];
    }
    std::copy(part, part + tile_rows, solved + first);
  }
  std::copy(solved, solved + count, x);
  return true;
}

}  // namespace moshaver::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace moshaver {

HWY_EXPORT(add_upper_inner_gram_of);
HWY_EXPORT(multiply_rows_of);
HWY_EXPORT(solve_upper_cholesky_of);

void add_upper_inner_gram(const Block& rows, const Block& gram) {
  assert(gram.rows >= rows.columns && gram.stride >= padded(rows.columns));
  HWY_DYNAMIC_DISPATCH(add_upper_inner_gram_of)(rows, gram);
}

void multiply_rows(std::span<const float> a, const Block& b, const Block& out) {
  assert(a.size() == out.rows * b.rows);
  assert(out.stride >= padded(b.columns));
  HWY_DYNAMIC_DISPATCH(multiply_rows_of)(a.data(), b, out);
}

bool solve_upper_cholesky(const Block& system, std::size_t count, std::span<float> x) {
  assert(system.rows >= padded_unknowns(count) && system.stride >= padded(padded_unknowns(count) + 1));
  thread_local Scratch scratch;  // keeps no value between calls
  float* inverses = scratch.at_least(2 * padded(padded_unknowns(count) + 1));
  return HWY_DYNAMIC_DISPATCH(solve_upper_cholesky_of)(system, count, x.data(), inverses);
}

}  // namespace moshaver
#endif
