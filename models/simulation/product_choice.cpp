#include "models/simulation/product_choice.hpp"

#include <algorithm>

namespace moshaver::simulation {
namespace {

constexpr double seasonal_peak = 8;  // how much likelier than usual at the height of the season

}  // namespace

ProductChoice::ProductChoice(ShopDay& day, const Bookings& bookings) : day_(day), bookings_(bookings) {
  const auto families = day_.catalogue.families();
  for (std::size_t persona = 0; persona < persona_count; ++persona) {
    std::vector<double> weights(families.size());
    for (std::size_t family = 0; family < families.size(); ++family) {
      if (families[family].about->role == Role::staple) weights[family] = day_.catalogue.liking(persona, family);
    }
    staple_of_persona_.emplace_back(weights);
  }
}

void ProductChoice::begin_day() {
  const auto families = day_.catalogue.families();
  family_of_persona_.clear();
  std::vector<double> weights(families.size());
  for (std::size_t persona = 0; persona < persona_count; ++persona) {
    for (std::size_t family = 0; family < families.size(); ++family) {
      const Family& about = *families[family].about;
      weights[family] = day_.catalogue.liking(persona, family);
      if (about.role == Role::seasonal)
        weights[family] *= 0.02 + seasonal_peak * day_.calendar.strength(about.season, day_.number());
      if (about.role == Role::staple) weights[family] *= 0.4;
      if (about.role == Role::service) weights[family] *= 0.5;
    }
    family_of_persona_.emplace_back(weights);
  }
}

std::uint32_t ProductChoice::pick(std::uint32_t customer, std::uint32_t second) {
  const Customer& taste = day_.population[customer];
  const auto staples = day_.population.staples(customer);
  for (int attempt = 0; attempt < 8; ++attempt) {
    const std::size_t family = pick_family(taste);
    const auto& range = day_.catalogue.families()[family];
    if ((taste.satisfied_families & range.satisfied_bit) != 0) continue;
    // The customer's staples are bought when due, not on impulse.
    if (range.about->gap_days != 0 && std::any_of(staples.begin(), staples.end(), [&](const Staple& staple) {
          return day_.catalogue[staple.product].family == family;
        })) {
      continue;
    }
    const std::uint32_t product = pick_in_family(taste, family);
    if (!is_available(product, taste)) continue;
    if (owns(customer, product)) continue;
    if (bookings_.is_full(product, second)) continue;
    return product;
  }
  return no_product;
}

std::uint32_t ProductChoice::pick_consumable(std::uint32_t customer) {
  const Customer& taste = day_.population[customer];
  const auto family = staple_of_persona_[taste.persona].draw(day_.random);
  const std::uint32_t product = pick_in_family(taste, family);
  return is_available(product, taste) ? product : day_.catalogue.families()[family].evergreen;
}

std::size_t ProductChoice::pick_family(const Customer& taste) {
  const std::uint64_t bits = day_.random.next();
  const auto u = static_cast<std::uint32_t>(bits >> 40);  // 24 bits
  constexpr std::uint32_t whole = 1U << 24;
  if (u < whole * 0.38) return taste.favourites[bits & 3];
  std::size_t persona = taste.persona;
  if (u > whole * 0.93 || taste.staff) {
    persona = day_.random.below(persona_count);
  } else if (u > whole * 0.83) {
    persona = taste.second_persona;
  }
  return draw_family(persona);
}

bool ProductChoice::owns(std::uint32_t customer, std::uint32_t product) const {
  const auto& range = day_.catalogue.family_of(product);
  if (range.about->role != Role::once) return false;
  return (day_.population[customer].satisfied_families & range.satisfied_bit) != 0 ||
         day_.population.owns(customer, product);
}

}  // namespace moshaver::simulation
