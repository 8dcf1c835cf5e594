// The vocabulary of the simulated shop, in English and Persian: product families, brands, personas. Brands and authors
// are invented. These are tables; catalogue.hpp makes products from them.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace moshaver::simulation {

struct Phrase {
  std::string_view en, fa;
};

// How a family is bought: repeatedly at regular intervals; once; around its season; or as a booked service.
enum class Role : std::uint8_t { staple, once, seasonal, service };
inline constexpr std::array<std::string_view, 4> role_names = {"staple", "once", "seasonal", "service"};

enum class Season : std::uint8_t { none, nowruz, spring, summer, school, winter, yalda };
inline constexpr std::array<std::string_view, 7> season_names = {"",       "nowruz", "spring", "summer",
                                                                 "school", "winter", "yalda"};

// Everyday tastes. The simulation has no sensitive attributes (gender, religion, health, ethnicity).
enum class Persona : std::uint8_t {
  home_cook,
  young_family,
  tech_enthusiast,
  reader,
  gardener,
  student,
  sportsperson,
  home_decorator,
  host,
  traveller,
  pet_owner,
  craftsperson,
  office_buyer
};
inline constexpr std::size_t persona_count = 13;
inline constexpr std::array<std::string_view, persona_count> persona_names = {
    "home_cook",      "young_family", "tech_enthusiast", "reader",    "gardener",     "student",     "sportsperson",
    "home_decorator", "host",         "traveller",       "pet_owner", "craftsperson", "office_buyer"};

// The form of a title: "Sabzdasht Ceylon Black Tea 500 g", "The Garden of Rain, a novel by Mina Ravan".
enum class Template : std::uint8_t { goods, book };

enum class BrandPool : std::uint8_t {
  grocery,
  household,
  baby,
  pet,
  electronics,
  home,
  clothing,
  sport,
  tools,
  garden,
  office,
  services,
  authors
};
inline constexpr std::size_t brand_pool_count = 13;

struct Liking {
  Persona persona;
  std::uint8_t strength = 0;  // 0: unused; 10: typical of the persona. Personas not listed have strength 1/4
};

struct Complement {
  std::string_view slug;  // empty: unused
  float chance = 0;       // of buying it in the weeks after
};

// What the variants of a product differ in. People have a size of their own in what is fitted.
enum class VariantKind : std::uint8_t { size, fitted_size, colour };

struct Family {
  std::string_view slug;      // also in product keys
  std::string_view category;  // path with >
  Phrase noun;
  Role role = Role::once;
  std::uint16_t gap_days = 0;  // median days between purchases; 0: not regular
  Season season = Season::none;
  bool one_is_enough = false;  // nobody buys a second kettle, of whatever brand
  BrandPool brands = BrandPool::home;
  std::uint32_t price = 0;  // median, thousands of rial
  float share = 1;          // of the catalogue, relative
  std::array<Liking, 4> likings{};
  std::span<const Phrase> kinds{};     // before the noun in English, after it in Persian
  std::span<const Phrase> variants{};  // size or colour, last in both
  VariantKind variant_kind = VariantKind::size;
  std::array<Complement, 3> complements{};
  std::string_view tags{};      // joined by |
  std::string_view made_for{};  // if that is part of the product
  std::string_view guide{};     // how to use it
  Template title = Template::goods;
};

std::span<const Family> families();         // the first ten have every role, for small shops
std::span<const Phrase> brands(BrandPool);  // at least six each
std::span<const Phrase> book_subjects();    // the second half of a novel's title

inline constexpr std::array<Phrase, 4> style_names = {
    {{"economy", "اقتصادی"}, {"classic", "کلاسیک"}, {"natural", "طبیعی"}, {"premium", "ممتاز"}}};

// Delivery regions: bit i of a product's mask is region i.
inline constexpr std::array<std::string_view, 12> region_names = {
    "tehran", "isfahan", "mashhad", "shiraz", "tabriz", "karaj", "ahvaz", "rasht", "yazd", "kerman", "sari", "hamedan"};
inline constexpr std::array<double, 12> region_sizes = {26, 12, 12, 10, 9, 8, 6, 5, 4, 4, 2, 2};

}  // namespace moshaver::simulation
