// Dense float32 matrix kernels. The gramian, the rotation and the Cholesky updates share one register tile.
// They use the widest vectors of the running machine (Google Highway, chosen at run time): Debian's OpenBLAS 0.3.21
// knows processors up to 2022 and uses half the vector width of later ones.
//
//   tile     8 x 3 vectors of sums (4 x 3 with 16 registers): broadcasts of one side, vectors of the other
//   values   the order of every sum depends on the shape alone
//   cost     2 flops a multiply-add, near the peak from about 48 rows and columns on
//   source   Goto & van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008)
//   test     tests/linalg/dense_kernels_test.cpp holds the plain versions in double
#pragma once

#include <cstddef>
#include <span>

#include "engine/linalg/scratch.hpp"

namespace moshaver {

// The upper triangle of gram (rows.columns x rows.columns) += rowsᵀ rows. Part of the lower one may be written too.
// The columns of both are padded to whole lines; the padding of `rows` is zero or may be summed.
void add_upper_inner_gram(const Block& rows, const Block& gram);

// out = a b, where `a` holds out.rows rows of b.rows values back to back. Columns of b and out are padded as above.
void multiply_rows(std::span<const float> a, const Block& b, const Block& out);

// A system of `count` unknowns is padded to a multiple of 8, and the right side is one more column.
constexpr std::size_t padded_unknowns(std::size_t count) { return (count + 7) / 8 * 8; }

// Solves system x = right by Cholesky, system = UᵀU. Only the upper triangle of the first `count` rows and columns is
// read; `system` has room for padded_unknowns(count) rows and one more column, and is overwritten. `x` holds the right
// side, then the solution. False: not positive definite to float precision.
[[nodiscard]] bool solve_upper_cholesky(const Block& system, std::size_t count, std::span<float> x);

}  // namespace moshaver
