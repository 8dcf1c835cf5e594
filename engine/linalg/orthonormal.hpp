// An orthonormal basis of the columns of a tall matrix, by Cholesky of its gramian, twice.
//
//   cost     4 rows dim² flops a pass, two passes; in place
//   exact    to float precision where the columns' condition number is below some 10^5: the second pass mends what the
//            first loses
//   source   Yamamoto, Nakatsukasa, Yanagisawa & Fukaya, "Roundoff error analysis of the CholeskyQR2 algorithm" (2015)
//   test     tests/linalg/orthonormal_test.cpp
#pragma once

#include <cstddef>

#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

// False: the gramian has no Cholesky factor, as with a column of zeros; `tall` is then of no use. Columns that depend
// on others but for rounding may pass, with what rounding left as their direction.
[[nodiscard]] bool orthonormalize_columns(FactorMatrix& tall, std::size_t threads);

}  // namespace moshaver
