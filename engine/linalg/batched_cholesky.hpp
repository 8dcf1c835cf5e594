// Solves sixteen small positive definite systems at once, one a vector lane, so that one square root instruction serves
// all of them.
//
//   layout   entry (i, j), j <= i, of system s is at ((i (i + 1)) / 2 + j) * 16 + s; its right side i is at i * 16 + s
//   values   a system gets the same bits in any lane, whatever the other lanes hold
//   cost     count³ / 6 vector multiply-adds, and count² for the right sides, however many lanes are used
//   source   Cholesky by rows (Golub & Van Loan, 4.2), four rows at a time
//   test     tests/linalg/batched_cholesky_test.cpp
#pragma once

#include <cstddef>

namespace moshaver {

constexpr std::size_t batch_systems = 16;
constexpr std::size_t batch_max_count = 48;

constexpr std::size_t batch_entry(std::size_t i, std::size_t j) { return (i * (i + 1) / 2 + j) * batch_systems; }

// Solves the first `used` systems, each of `count` <= batch_max_count unknowns. Overwrites both arrays: `right` becomes
// the solutions. A system that is not positive definite to float precision yields values that are not finite.
// Both arrays are aligned to 64 bytes.
void solve_batched_systems(float* systems, float* right, std::size_t count, std::size_t used);

}  // namespace moshaver
