// The customers of the simulated shop: traits, tastes, staples, and the products they own.
//
//   ids           people first, organisations last; an organisation buys through people with its account
//   activity      log-normal: a few customers shop far more than most
//   staples       up to 12 (product, gap) pairs a customer, as many as the purchases aimed at allow
//   owned         a Bloom filter per customer, sized by activity: products in it are not bought again. A false positive
//                 only means that a new product is skipped, so memory is bounded whatever the length of the history
//   friends       a symmetric relation computed from the ids: friends give each other gifts
//   memory        about 200 bytes a customer
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/simulation/catalogue.hpp"
#include "models/simulation/random.hpp"

namespace moshaver::simulation {

inline constexpr std::uint32_t nobody = 0xffffffffU;

// The customer's size of clothes and shoes, 0 to 3: the place among the sizes of a family.
inline std::uint32_t fitted_size(std::uint32_t customer) {
  const std::uint64_t percent = mix_bits(customer * 0x9e3779b97f4a7c15ULL + 7) % 100;
  return percent < 20 ? 0 : percent < 55 ? 1 : percent < 85 ? 2 : 3;
}

struct Customer {
  std::uint64_t satisfied_families = 0;  // bits of the one_is_enough families of which the customer owns a product
  std::uint32_t account = nobody;
  std::uint32_t staples_begin = 0;
  std::uint16_t joined = 0, left = for_ever;  // days
  std::uint8_t staple_count = 0;
  std::uint8_t persona = 0, second_persona = 0, style = 0, region = 0, channel = 0;
  bool staff = false;
  std::array<std::uint8_t, 4> favourites{};  // families
};

struct Staple {
  std::uint32_t product;
  std::uint16_t due;           // day
  std::uint16_t gap_quarters;  // quarters of a day
};

struct PopulationOptions {
  std::uint32_t customers = 0, days = 0;
  double events = 0;
  double staple_purchases_a_day = 0;  // to aim at, over the whole shop
  std::uint64_t seed = 0;
};

class Population {
 public:
  Population(const PopulationOptions&, const Catalogue&);

  std::uint32_t size() const { return static_cast<std::uint32_t>(customers_.size()); }
  std::uint32_t people() const { return people_; }  // ids below are people, the others organisations
  Customer& operator[](std::uint32_t customer) { return customers_[customer]; }
  const Customer& operator[](std::uint32_t customer) const { return customers_[customer]; }
  std::span<Staple> staples(std::uint32_t customer) {
    return std::span(staples_).subspan(customers_[customer].staples_begin, customers_[customer].staple_count);
  }
  std::span<const Staple> staples(std::uint32_t customer) const {
    return std::span(staples_).subspan(customers_[customer].staples_begin, customers_[customer].staple_count);
  }

  std::uint32_t draw_active(Random& random) const { return activity_.draw(random); }
  // A person whose birthday is on this day of the year, 0 to 364; nobody if there is none.
  std::uint32_t draw_by_birthday(std::uint32_t day_of_year, Random&) const;
  std::uint32_t birthday(std::uint32_t person) const;                                       // day of the year, 0 to 364
  std::optional<std::uint32_t> friend_of(std::uint32_t person, std::uint32_t which) const;  // which: 0 to 2

  bool owns(std::uint32_t customer, std::uint32_t product) const;
  void set_owned(std::uint32_t customer, std::uint32_t product);

  // "c000123", "org/000012", a few "مشتری-۰۰۰۱۲۳". Appends at most 40 bytes and returns the end.
  char* append_key(char* to, std::uint32_t customer) const;
  std::string key(std::uint32_t customer) const;

 private:
  void draw_traits(const Catalogue&);
  void draw_activity(const Catalogue&);

  PopulationOptions options_;
  std::uint32_t people_ = 0;
  std::vector<Customer> customers_;
  std::vector<Staple> staples_;
  AliasTable activity_;
  std::vector<std::uint64_t> owned_;        // Bloom filters, concatenated
  std::vector<std::uint32_t> owned_begin_;  // customers + 1
  std::vector<std::uint32_t> birthday_people_, birthday_begin_;
};

}  // namespace moshaver::simulation
