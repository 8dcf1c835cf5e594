#include "engine/linalg/batched_cholesky.hpp"

#include <cassert>

// Highway compiles the rest of this file once for every instruction set.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/linalg/batched_cholesky.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h comes first.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace moshaver::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<float, batch_systems>;
using Vector = hn::Vec<Lanes>;

HWY_INLINE Vector entry(const float* systems, std::size_t i, std::size_t j) {
  return hn::Load(Lanes(), systems + batch_entry(i, j));
}

// Rows [first, first + row_count) of L, once the rows above are done:
// L_ij = (A_ij - sum over k < j of L_ik L_jk) / L_jj.
template <std::size_t row_count>
HWY_INLINE void factor_rows(float* systems, float* inverses, std::size_t first) {
  const Lanes lanes;
  float* rows[row_count];
#pragma GCC unroll 4
  for (std::size_t r = 0; r < row_count; ++r) rows[r] = systems + batch_entry(first + r, 0);
  Vector sums[row_count];
  for (std::size_t j = 0; j < first; ++j) {
    const float* pivot_row = systems + batch_entry(j, 0);
#pragma GCC unroll 4
    for (std::size_t r = 0; r < row_count; ++r) sums[r] = hn::Load(lanes, rows[r] + j * batch_systems);
    for (std::size_t k = 0; k < j; ++k) {
      const Vector factor = hn::Load(lanes, pivot_row + k * batch_systems);
#pragma GCC unroll 4
      for (std::size_t r = 0; r < row_count; ++r) {
        sums[r] = hn::NegMulAdd(hn::Load(lanes, rows[r] + k * batch_systems), factor, sums[r]);
      }
    }
    const Vector inverse = hn::Load(lanes, inverses + j * batch_systems);
#pragma GCC unroll 4
    for (std::size_t r = 0; r < row_count; ++r) {
      hn::Store(hn::Mul(sums[r], inverse), lanes, rows[r] + j * batch_systems);
    }
  }
  for (std::size_t j = first; j < first + row_count; ++j) {
    for (std::size_t r = j - first; r < row_count; ++r) {
      Vector sum = hn::Load(lanes, rows[r] + j * batch_systems);
      for (std::size_t k = 0; k < j; ++k) {
        sum = hn::NegMulAdd(hn::Load(lanes, rows[r] + k * batch_systems), entry(systems, j, k), sum);
      }
      if (r == j - first) {
        const Vector inverse = hn::Div(hn::Set(lanes, 1.0F), hn::Sqrt(sum));
        hn::Store(inverse, lanes, inverses + j * batch_systems);
      } else {
        sum = hn::Mul(sum, hn::Load(lanes, inverses + j * batch_systems));
        hn::Store(sum, lanes, rows[r] + j * batch_systems);
      }
    }
  }
}

HWY_INLINE void solve_vectors(float* systems, float* right, std::size_t count) {
  const Lanes lanes;
  HWY_ALIGN float inverses[batch_max_count * batch_systems];
  std::size_t first = 0;
  for (; first + 4 <= count; first += 4) factor_rows<4>(systems, inverses, first);
  for (; first < count; ++first) factor_rows<1>(systems, inverses, first);
  for (std::size_t i = 0; i < count; ++i) {
    Vector sum = hn::Load(lanes, right + i * batch_systems);
    for (std::size_t k = 0; k < i; ++k) {
      sum = hn::NegMulAdd(entry(systems, i, k), hn::Load(lanes, right + k * batch_systems), sum);
    }
    sum = hn::Mul(sum, hn::Load(lanes, inverses + i * batch_systems));
    hn::Store(sum, lanes, right + i * batch_systems);
  }
  for (std::size_t i = count; i-- > 0;) {
    const Vector solved =
        hn::Mul(hn::Load(lanes, right + i * batch_systems), hn::Load(lanes, inverses + i * batch_systems));
    hn::Store(solved, lanes, right + i * batch_systems);
    for (std::size_t k = 0; k < i; ++k) {
      float* at = right + k * batch_systems;
      hn::Store(hn::NegMulAdd(entry(systems, i, k), solved, hn::Load(lanes, at)), lanes, at);
    }
  }
}

void solve_batched_systems_of(float* systems, float* right, std::size_t count, std::size_t used) {
  for (std::size_t lane = 0; lane < used; lane += hn::Lanes(Lanes())) {
    solve_vectors(systems + lane, right + lane, count);
  }
}

}  // namespace moshaver::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace moshaver {

HWY_EXPORT(solve_batched_systems_of);

void solve_batched_systems(float* systems, float* right, std::size_t count, std::size_t used) {
  assert(count <= batch_max_count);
  assert(used <= batch_systems);
  HWY_DYNAMIC_DISPATCH(solve_batched_systems_of)(systems, right, count, used);
}

}  // namespace moshaver
#endif
