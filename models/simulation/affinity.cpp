#include "models/simulation/affinity.hpp"

#include <algorithm>

namespace moshaver::simulation {

double affinity(const Catalogue& catalogue, const Customer& customer, std::uint32_t product) {
  const Product& of = catalogue[product];
  const bool favourite =
      std::find(customer.favourites.begin(), customer.favourites.end(), of.family) != customer.favourites.end();
  const double family = favourite ? 1 : std::min(1.0, catalogue.liking(customer.persona, of.family) / 8);
  return 0.5 * family + 0.25 * (of.style == customer.style ? 1 : 0) +
         0.25 * catalogue.brand_liking(customer.persona, product) / 3;
}

}  // namespace moshaver::simulation
