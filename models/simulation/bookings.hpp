// The services booked today: how many places of each time slot are taken. Products that are not services have no slots
// and are never full.
#pragma once

#include <cstdint>
#include <vector>

#include "models/simulation/catalogue.hpp"

namespace moshaver::simulation {

class Bookings {
 public:
  explicit Bookings(const Catalogue&);  // outlives it

  void clear();
  // `second` of the day decides the slot.
  bool is_full(std::uint32_t product, std::uint32_t second) const;
  void book(std::uint32_t product, std::uint32_t second);

 private:
  bool is_service(std::uint32_t product) const { return catalogue_.role(product) == Role::service; }
  std::size_t slot_of(std::uint32_t service, std::uint32_t second) const;

  const Catalogue& catalogue_;
  std::vector<std::uint32_t> first_of_;  // by family: the number of its first service
  std::vector<std::uint16_t> taken_;     // services x slots_a_day
};

}  // namespace moshaver::simulation
