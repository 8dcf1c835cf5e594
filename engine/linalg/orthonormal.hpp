// An orthonormal basis of the columns of a tall matrix, by two passes of Cholesky on its gramian (CholeskyQR2).
//
//   cost     4 rows dim² flops a pass, two passes; in place
//   values   exact to float precision if the condition number of the columns is below about 10^5: the second pass
//            corrects the rounding of the first
//   source   Yamamoto, Nakatsukasa, Yanagisawa & Fukaya, "Roundoff error analysis of the CholeskyQR2 algorithm" (2015)
//   test     tests/linalg/orthonormal_test.cpp
#pragma once

#include <cstddef>

#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

// False: the gramian has no Cholesky factor, as with a column of zeros; `tall` then holds no usable values. Columns
// that are linearly dependent up to rounding may pass; their direction is then rounding noise.
[[nodiscard]] bool orthonormalize_columns(FactorMatrix& tall, std::size_t threads);

}  // namespace moshaver
