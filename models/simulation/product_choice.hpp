// Which product a customer chooses. The family comes from the customer's favourites, the persona, the second persona or
// chance, and depends on the season; persona, brand and style decide within the family (Catalogue::draw). Products that
// are unavailable, owned already or booked up are not chosen.
#pragma once

#include <cstdint>
#include <vector>

#include "models/simulation/bookings.hpp"
#include "models/simulation/shop_day.hpp"

namespace moshaver::simulation {

class ProductChoice {
 public:
  ProductChoice(ShopDay&, const Bookings&);  // both outlive it

  // Call once at the start of a day: the season changes what families are drawn.
  void begin_day();

  // Something new for the customer, at a second of the day; no_product if none was found in a few tries.
  std::uint32_t pick(std::uint32_t customer, std::uint32_t second);
  // A staple that the persona buys, whatever else: always there.
  std::uint32_t pick_consumable(std::uint32_t customer);
  std::uint32_t pick_in_family(const Customer& customer, std::size_t family) {
    return day_.catalogue.draw(customer.persona, customer.style, family, day_.random);
  }
  std::uint32_t draw_family(std::size_t persona) { return family_of_persona_[persona].draw(day_.random); }

  // On sale today, and delivered to the customer's region.
  bool is_available(std::uint32_t product, const Customer& customer) const {
    const Product& of = day_.catalogue[product];
    return of.available_from <= day_.number() && day_.number() < of.available_until &&
           (of.regions >> customer.region & 1) != 0;
  }
  // Owns this product, or one of a family of which one is enough. Only for products that are bought once.
  bool owns(std::uint32_t customer, std::uint32_t product) const;

 private:
  std::size_t pick_family(const Customer&);

  ShopDay& day_;
  const Bookings& bookings_;
  std::vector<AliasTable> family_of_persona_;  // for today
  std::vector<AliasTable> staple_of_persona_;  // families of staples
};

}  // namespace moshaver::simulation
