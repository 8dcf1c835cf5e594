// Inner products in float32 on the widest vectors of the machine it runs on (Google Highway, chosen at run time).
//
//   values   the inner product of two given rows is the same bits from every function here and wherever the row lies,
//            but differs in the last bits between machines with vectors of different width
//   cost     bound by reading the rows: beyond the caches, bytes / memory bandwidth
//   test     tests/linalg/dot_test.cpp holds the plain version in double
#pragma once

#include <span>

namespace moshaver {

// a and b are of one length.
[[nodiscard]] float dot(std::span<const float> a, std::span<const float> b);

// scores[i] = query . row i, where `rows` holds scores.size() rows of query.size() floats back to back.
void dot_rows(std::span<const float> query, std::span<const float> rows, std::span<float> scores);

}  // namespace moshaver
