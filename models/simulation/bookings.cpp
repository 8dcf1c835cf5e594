#include "models/simulation/bookings.hpp"

#include <algorithm>

namespace moshaver::simulation {

Bookings::Bookings(const Catalogue& catalogue) : catalogue_(catalogue) {
  std::uint32_t services = 0;
  for (const auto& range : catalogue_.families()) {
    first_of_.push_back(services);
    if (range.about->role == Role::service) services += range.count;
  }
  taken_.resize(std::size_t{services} * slots_a_day);
}

void Bookings::clear() { std::fill(taken_.begin(), taken_.end(), std::uint16_t{0}); }

bool Bookings::is_full(std::uint32_t product, std::uint32_t second) const {
  return is_service(product) && taken_[slot_of(product, second)] >= catalogue_[product].capacity;
}

void Bookings::book(std::uint32_t product, std::uint32_t second) {
  if (is_service(product)) ++taken_[slot_of(product, second)];
}

std::size_t Bookings::slot_of(std::uint32_t service, std::uint32_t second) const {
  const std::uint32_t slot = second < 12 * 3600 ? 0 : second < 16 * 3600 ? 1 : 2;
  const std::uint32_t number = first_of_[catalogue_[service].family] + service - catalogue_.family_of(service).first;
  return number * std::size_t{slots_a_day} + slot;
}

}  // namespace moshaver::simulation
