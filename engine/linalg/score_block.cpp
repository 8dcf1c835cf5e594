#include "engine/linalg/score_block.hpp"

#include <cblas.h>

#include <cassert>

namespace moshaver {

void score_block(std::span<const float> queries, std::span<const float> rows, std::size_t dim,
                 std::span<float> scores) {
  static const bool single_threaded = (openblas_set_num_threads(1), true);
  static_cast<void>(single_threaded);
  assert(dim > 0);
  const auto query_count = static_cast<blasint>(queries.size() / dim);
  const auto row_count = static_cast<blasint>(rows.size() / dim);
  const auto length = static_cast<blasint>(dim);
  assert(scores.size() == static_cast<std::size_t>(query_count) * static_cast<std::size_t>(row_count));
  if (scores.empty()) return;
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, query_count, row_count, length, 1.0F, queries.data(), length,
              rows.data(), length, 0.0F, scores.data(), row_count);
}

}  // namespace moshaver
