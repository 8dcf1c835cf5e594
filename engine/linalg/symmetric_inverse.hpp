// The inverse of a large symmetric positive definite matrix, in its own memory, on several threads.
//
//   how      Cholesky, inverse of the factor and their product, tile by tile; OpenBLAS does each tile
//   values   the order of every sum depends on the size alone: the same bits at any thread count
//   cost     n³ flops in float32; n² floats, nothing beside
//   source   Cholesky by tiles: Bientinesi, Gunter & van de Geijn, "Families of Algorithms Related to the Inversion of
//            a Symmetric Positive Definite Matrix" (TOMS 2008)
//   test     tests/linalg/symmetric_inverse_test.cpp holds it against the inverse in double
#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace moshaver {

// Only the lower triangle of `matrix` (n x n, row-major) is read, and it is overwritten with that of the inverse; what
// is above the diagonal holds anything then. False: not positive definite to float precision, and the matrix is lost.
// `done` is called after every step of 3 * tiles with the share of all work that is done.
[[nodiscard]] bool invert_symmetric(std::span<float> matrix, std::size_t n, std::size_t threads,
                                    const std::function<void(double)>& done = {});

}  // namespace moshaver
