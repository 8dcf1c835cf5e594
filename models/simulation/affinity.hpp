// How much a customer likes a product: the ground truth behind returns, ratings and likes.
#pragma once

#include "models/simulation/catalogue.hpp"
#include "models/simulation/population.hpp"

namespace moshaver::simulation {

// 0 to 1: half by the product's family, a quarter each by its style and its brand.
double affinity(const Catalogue&, const Customer&, std::uint32_t product);

}  // namespace moshaver::simulation
