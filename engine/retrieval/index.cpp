#include "engine/retrieval/index.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <string>

namespace moshaver {

std::vector<std::vector<ScoredItem>> Index::search_batch(const FactorMatrix& queries, std::size_t count,
                                                         std::span<const Exclusions> exclusions) const {
  assert(exclusions.empty() || exclusions.size() == queries.rows());
  std::vector<std::vector<ScoredItem>> answers;
  answers.reserve(queries.rows());
  for (std::size_t i = 0; i < queries.rows(); ++i) {
    answers.push_back(search(queries.row(i), count, exclusions.empty() ? Exclusions{} : exclusions[i]));
  }
  return answers;
}

Result<double> check_item_factors(const FactorMatrix& item_factors) {
  if (item_factors.dim() == 0) return failure(ErrorCode::invalid_argument, "item factors have no dimensions");
  if (item_factors.rows() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    return failure(ErrorCode::invalid_argument,
                   "item factors have " + std::to_string(item_factors.rows()) + " rows; an index takes 2147483647");
  }
  double largest_squared_norm = 0;
  for (std::size_t i = 0; i < item_factors.rows(); ++i) {
    double squared_norm = 0;
    for (const float value : item_factors.row(i)) squared_norm += static_cast<double>(value) * value;
    if (!std::isfinite(squared_norm)) {  // finite floats cannot sum to an infinite double
      return failure(ErrorCode::invalid_argument, "item factors: row " + std::to_string(i) +
                                                      " holds a value that is not finite; the training diverged or the "
                                                      "model is damaged: train again");
    }
    if (squared_norm > longest_factor_norm * longest_factor_norm) {
      return failure(ErrorCode::invalid_argument, "item factors: row " + std::to_string(i) +
                                                      " is longer than 1e18, where inner products overflow; the "
                                                      "training diverged: train again with more regularization");
    }
    largest_squared_norm = std::max(largest_squared_norm, squared_norm);
  }
  return std::sqrt(largest_squared_norm);
}

}  // namespace moshaver
