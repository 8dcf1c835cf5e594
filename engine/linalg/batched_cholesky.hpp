// Sixteen small positive definite systems at once, a lane of the vectors each: no lane waits for a square root alone,
// and none sees the others.
//
//   layout   entry (i, j), j <= i, of system s is at ((i (i + 1)) / 2 + j) * 16 + s; right side i of it at i * 16 + s
//   values   a lane comes out the same bits whatever the others hold and wherever it lies
//   cost     count³ / 6 vector multiply-adds, and count² for the right sides, however many of the lanes are used
//   source   Cholesky by rows (Golub & Van Loan, 4.2), four at a time
//   test     tests/linalg/batched_cholesky_test.cpp
#pragma once

#include <cstddef>

namespace moshaver {

constexpr std::size_t batch_systems = 16;
constexpr std::size_t batch_max_count = 48;

constexpr std::size_t batch_entry(std::size_t i, std::size_t j) { return (i * (i + 1) / 2 + j) * batch_systems; }

// Solves the first `used` of the systems, of `count` <= batch_max_count unknowns; overwrites both: `right` becomes the
// solutions. A lane that is not positive definite to float precision ends in values that are not finite.
// Both are aligned to 64 bytes.
void solve_batched_systems(float* systems, float* right, std::size_t count, std::size_t used);

}  // namespace moshaver
