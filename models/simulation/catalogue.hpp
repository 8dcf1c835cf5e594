// The products of the simulated shop: families filled with brands, kinds and variants up to the requested number.
//
//   order       products of a family are consecutive, and so are the variants of one product
//   popularity  Zipf-like within a family; a persona draws a product by its popularity times the liking for its brand
//   evergreen   the most popular product of each family is always available everywhere, as a fallback
//   titles      made when written, not stored
//   memory      about 250 bytes a product, most of it the personas' alias tables
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/simulation/random.hpp"
#include "models/simulation/vocabulary.hpp"

namespace moshaver::simulation {

inline constexpr std::uint32_t no_product = 0xffffffffU;
inline constexpr std::uint16_t for_ever = 0xffff;
inline constexpr std::uint16_t everywhere = (1U << region_names.size()) - 1;
inline constexpr std::uint32_t slots_a_day = 3;  // of services: morning, noon, evening

struct Product {
  std::uint32_t price = 0;           // thousands of rial
  std::uint16_t available_from = 0;  // day
  std::uint16_t available_until = for_ever;
  std::uint16_t regions = everywhere;
  std::uint16_t capacity = 0;  // of a service, per slot
  std::uint8_t family = 0;     // index into Catalogue::families
  std::uint8_t style = 0;
  std::uint8_t brand = 0;
  std::uint8_t quality = 0;  // 0 to 255
};

struct CatalogueOptions {
  std::uint32_t products = 0, days = 0;
  double bookings_a_day = 0;  // expected bookings of services, over the whole shop
  std::uint64_t seed = 0;
};

class Catalogue {
 public:
  explicit Catalogue(const CatalogueOptions&);

  struct FamilyRange {
    const Family* about;
    std::uint32_t first, count;
    std::uint32_t evergreen;                  // product
    std::uint64_t satisfied_bit;              // bit of a one_is_enough family in Customer::satisfied_families; else 0
    std::array<std::uint8_t, 3> complements;  // families; no_family: unused
  };
  static constexpr std::uint8_t no_family = 0xff;

  std::uint32_t size() const { return static_cast<std::uint32_t>(products_.size()); }
  const Product& operator[](std::uint32_t product) const { return products_[product]; }
  std::span<const FamilyRange> families() const { return families_; }
  const FamilyRange& family_of(std::uint32_t product) const { return families_[products_[product].family]; }
  Role role(std::uint32_t product) const { return family_of(product).about->role; }

  // A persona's liking for a family, 0.25 to 10, and for a brand, 0.3 to 3.
  double liking(std::size_t persona, std::size_t family) const { return likings_[persona * families_.size() + family]; }
  double brand_liking(std::size_t persona, std::uint32_t product) const {
    const auto& of = products_[product];
    return brand_likings_[(persona * brand_pool_count + pool(of.family)) * max_brands + of.brand];
  }
  // A random product of the family, by popularity and the persona's liking for its brand; usually in the given style.
  std::uint32_t draw(std::size_t persona, std::uint8_t style, std::size_t family, Random& random) const;

  // The complements of a product, in the order of its family's complements; no_product if there is none.
  std::array<std::uint32_t, 3> complements(std::uint32_t product) const;

  std::string_view key(std::uint32_t product) const {
    return std::string_view(key_text_).substr(key_begin_[product], key_begin_[product + 1] - key_begin_[product]);
  }
  std::string title(std::uint32_t product) const;
  std::string title_fa(std::uint32_t product) const;
  std::string_view brand_name(std::uint32_t product) const;
  std::uint32_t variant_of(std::uint32_t product) const;  // no_product: it is the first variant
  // The size or colour of a product, empty if there is none, and its place among those of its family.
  std::string_view variant_name(std::uint32_t product) const;
  std::uint32_t variant_index(std::uint32_t product) const { return wordings_[product].variant; }
  // The same product in another size or colour of the family; the product itself if it is not made in that one.
  std::uint32_t in_variant(std::uint32_t product, std::uint32_t index) const;

 private:
  static constexpr std::size_t max_brands = 16;
  struct Wording {
    std::uint32_t base;  // the first variant
    std::uint16_t series;
    std::uint8_t kind, second, variant;
  };

  std::size_t pool(std::size_t family) const { return static_cast<std::size_t>(families_[family].about->brands); }
  void choose_families(std::uint32_t products);
  void draw_likings();
  void fill(std::size_t family);
  void name_keys();
  void build_tastes();

  CatalogueOptions options_;
  std::vector<Product> products_;
  std::vector<Wording> wordings_;
  std::vector<double> popularity_;  // within the family; freed by build_tastes
  std::vector<FamilyRange> families_;
  std::vector<float> likings_;        // persona_count x families
  std::vector<float> brand_likings_;  // persona_count x brand_pool_count x max_brands
  std::vector<AliasSlot> taste_;      // persona_count x products, one alias table per persona and family
  std::string key_text_;
  std::vector<std::uint32_t> key_begin_;
};

// Replaces ASCII digits with Persian ones.
std::string persian_digits(std::string_view);

}  // namespace moshaver::simulation
