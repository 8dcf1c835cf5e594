// Inverts a large symmetric positive definite matrix in place, on several threads.
//
//   how      Cholesky, inverse of the factor, product with its transpose, tile by tile; OpenBLAS computes each tile
//   values   the order of every sum depends on the size alone: the same bits at any thread count
//   cost     n³ flops in float32; no memory beyond the n² floats
//   source   Cholesky by tiles: Bientinesi, Gunter & van de Geijn, "Families of Algorithms Related to the Inversion of
//            a Symmetric Positive Definite Matrix" (TOMS 2008)
//   test     tests/linalg/symmetric_inverse_test.cpp holds it against the inverse in double
#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace moshaver {

// Reads only the lower triangle of `matrix` (n x n, row-major) and overwrites it with that of the inverse; values above
// the diagonal are unspecified afterwards. False: not positive definite to float precision, and the matrix is lost.
// Calls `done` after each of the 3 * tiles steps with the fraction of the work that is done.
[[nodiscard]] bool invert_symmetric(std::span<float> matrix, std::size_t n, std::size_t threads,
                                    const std::function<void(double)>& done = {});

}  // namespace moshaver
