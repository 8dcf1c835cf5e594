// Initial embeddings: small random vectors.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

// rows x dim, normal with mean 0 and standard deviation .1 / √dim, from a counter: the numbers depend on position only.
[[nodiscard]] FactorMatrix initial_factors(std::size_t rows, std::size_t dim, std::uint64_t seed);

}  // namespace moshaver
