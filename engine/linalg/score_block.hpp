// Inner products of many queries with many rows, as one matrix product.
//
//   threads  runs on the calling thread alone. The first call sets OpenBLAS to one thread for the whole process. To use
//            more cores, call from more threads
//   values   equal to those of dot_rows up to float rounding, not to the bit
//   cost     2 * queries.size() * rows.size() / dim flops
#pragma once

#include <cstddef>
#include <span>

namespace moshaver {

// `queries` and `rows` hold vectors of `dim` floats back to back, Q and R of them;
// scores[q * R + r] = query q . row r, Q * R scores in all.
void score_block(std::span<const float> queries, std::span<const float> rows, std::size_t dim, std::span<float> scores);

}  // namespace moshaver
