// Kernels over the item factors of one history: gather and scale the rows, their gram matrix, and a weighted sum of
// them. They use the widest vectors of the running machine (Google Highway, chosen at run time).
//
//   gather   A = diag(row_scale) F diag(column_scale), count x dim, columns padded with zeros to whole lines
//   gram     the upper triangle of A Aᵀ, in tiles of 4 x 4 sums: for histories of a few hundred rows, where a BLAS
//            spends its time on packing. Tiles on the diagonal stop at it; the short tile comes first, not padded
//   sum      x = diag(column_scale) Fᵀ coefficients
//   values   each sum runs over the columns in an order that depends on dim alone
//   cost     gram: count² dim flops; the others read count * dim floats at random
//   test     tests/linalg/history_kernels_test.cpp holds the plain versions in double
#pragma once

#include <cstdint>
#include <span>

#include "engine/linalg/factor_matrix.hpp"
#include "engine/linalg/scratch.hpp"

namespace moshaver {

// out = 1 / √values.
void inverse_roots(std::span<const float> values, std::span<float> out);

// An empty `row_scale` means ones. `upcoming` names the rows of the next call, which are prefetched meanwhile.
void gather_rows(const FactorMatrix& factors, std::span<const std::uint32_t> rows, std::span<const float> row_scale,
                 std::span<const float> column_scale, std::span<const std::uint32_t> upcoming, const Block& out);

// gram[i][j] = row i . row j of `rows` for i <= j < rows.rows. May write up to 3 values past the end of a row.
void outer_gram(const Block& rows, const Block& gram);

void weighted_row_sum(const FactorMatrix& factors, std::span<const std::uint32_t> rows,
                      std::span<const float> coefficients, std::span<const float> column_scale, std::span<float> out);

}  // namespace moshaver
