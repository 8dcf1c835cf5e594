// Where learners of embeddings start: small random vectors.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

// rows x dim, N(0, .1 / √dim), from a counter: any row can be drawn by itself.
[[nodiscard]] FactorMatrix initial_factors(std::size_t rows, std::size_t dim, std::uint64_t seed);

}  // namespace moshaver
