// Inner products in float32, with the widest vectors of the running machine (Google Highway, chosen at run time).
//
//   values   every function here gives two given rows the same bits, at any address; machines with vectors of another
//            width differ in the last bits
//   cost     reading the rows: beyond the caches, bytes / memory bandwidth
//   test     tests/linalg/dot_test.cpp holds the plain version in double
#pragma once

#include <span>

namespace moshaver {

// a and b have the same length.
[[nodiscard]] float dot(std::span<const float> a, std::span<const float> b);

// scores[i] = query . row i, where `rows` holds scores.size() rows of query.size() floats back to back.
void dot_rows(std::span<const float> query, std::span<const float> rows, std::span<float> scores);

}  // namespace moshaver
