#include "models/simulation/catalogue.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace moshaver::simulation {
namespace {

enum CatalogueSalt : std::uint64_t { salt_family = 11, salt_brand, salt_complement, salt_style };

// The order in which a growing shop adds families: the first ten of the table, then the rest mixed, each followed by its
// complements.
std::vector<std::uint32_t> family_order() {
  const auto all = families();
  const auto count = static_cast<std::uint32_t>(all.size());
  std::vector<std::uint32_t> order;
  const auto take = [&](std::uint32_t family) {
    if (std::find(order.begin(), order.end(), family) == order.end()) order.push_back(family);
  };
  constexpr std::uint32_t core = 10,
                          stride = 53;  // 53 is prime, and the others number fewer than 53 or no multiple of it
  for (std::uint32_t i = 0; i < core; ++i) take(i);
  for (std::uint32_t i = 0; i < count - core; ++i) {
    const std::uint32_t family = core + (i * stride) % (count - core);
    take(family);
    for (const auto& complement : all[family].complements) {
      for (std::uint32_t other = 0; other < count; ++other) {
        if (!complement.slug.empty() && all[other].slug == complement.slug) take(other);
      }
    }
  }
  assert(order.size() == count);
  return order;
}

std::uint32_t rounded_price(double price) {
  const double step = price < 1'000 ? 10 : price < 20'000 ? 50 : 500;
  return static_cast<std::uint32_t>(std::max(1.0, std::round(price / step)) * step);
}

std::string padded(std::uint32_t number, std::size_t width) {
  std::string digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

void append_word(std::string& text, std::string_view word) {
  if (word.empty()) return;
  if (!text.empty()) text += ' ';
  text += word;
}

}  // namespace

std::string persian_digits(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      out += '\xdb';
      out += static_cast<char>('\xb0' + (c - '0'));
    } else {
      out += c;
    }
  }
  return out;
}

Catalogue::Catalogue(const CatalogueOptions& options) : options_(options) {
  choose_families(options.products);
  draw_likings();
  products_.resize(options.products);
  wordings_.resize(options.products);
  popularity_.resize(options.products);
  for (std::size_t family = 0; family < families_.size(); ++family) fill(family);
  name_keys();
  build_tastes();
}

void Catalogue::choose_families(std::uint32_t products) {
  auto order = family_order();
  order.resize(std::clamp<std::size_t>(products / 6, 10, order.size()));
  std::sort(order.begin(), order.end());
  double shares = 0;
  for (const auto family : order) shares += moshaver::simulation::families()[family].share;
  // Every family has one product; the others are divided by share.
  const double rest = products - static_cast<double>(order.size());
  double share_so_far = 0;
  std::uint32_t first = 0, index = 0;
  std::uint64_t satisfied_bit = 1;
  for (const auto family : order) {
    const Family& about = moshaver::simulation::families()[family];
    share_so_far += about.share;
    ++index;
    const std::uint32_t end =
        index == order.size() ? products : index + static_cast<std::uint32_t>(rest * share_so_far / shares);
    FamilyRange range{&about, first, end - first, first, 0, {no_family, no_family, no_family}};
    if (about.one_is_enough) {
      assert(satisfied_bit != 0);
      range.satisfied_bit = satisfied_bit;
      satisfied_bit <<= 1;
    }
    families_.push_back(range);
    first = end;
  }
  for (auto& range : families_) {
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t other = 0; other < families_.size(); ++other) {
        if (families_[other].about->slug == range.about->complements[i].slug) {
          range.complements[i] = static_cast<std::uint8_t>(other);
        }
      }
    }
  }
}

void Catalogue::draw_likings() {
  likings_.assign(persona_count * families_.size(), 0.25F);
  for (std::size_t family = 0; family < families_.size(); ++family) {
    for (const auto& liking : families_[family].about->likings) {
      if (liking.strength == 0) continue;
      likings_[static_cast<std::size_t>(liking.persona) * families_.size() + family] = liking.strength;
    }
  }
  brand_likings_.resize(persona_count * brand_pool_count * max_brands);
  for (std::size_t i = 0; i < brand_likings_.size(); ++i) {
    const double u = Random(options_.seed, salt_brand, i).uniform();
    brand_likings_[i] = u < 0.45 ? 0.3F : u < 0.75 ? 1.0F : 3.0F;
  }
}

void Catalogue::fill(std::size_t family) {
  const auto& about = *families_[family].about;
  auto& range = families_[family];
  Random random(options_.seed, salt_family,
                static_cast<std::uint64_t>(&about - moshaver::simulation::families().data()));
  const auto brand_count = static_cast<std::uint32_t>(brands(about.brands).size());
  const auto kind_count = static_cast<std::uint32_t>(about.kinds.size());
  const bool has_subject = about.slug == "novel";
  const std::uint32_t second_count = has_subject ? static_cast<std::uint32_t>(book_subjects().size()) : 1;
  const auto variant_count = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(about.variants.size()));
  const std::uint32_t brand_shift = random.below(brand_count), kind_shift = random.below(kind_count);
  double services_share = 0;
  for (const auto& other : families_) services_share += other.about->role == Role::service ? 1 : 0;

  // A group is the variants of one product: one (brand, kind). All combinations are used before a second series begins.
  std::uint32_t group = 0, variant = 0, group_size = 0;
  double group_price = 0;
  std::uint8_t group_style = 0;
  for (std::uint32_t i = range.first; i < range.first + range.count; ++i) {
    if (variant == group_size) {
      variant = 0;
      group_size = random.between(1, variant_count);
      const std::uint32_t brand = (group + brand_shift) % brand_count, round = group / brand_count;
      const std::uint32_t kind = (round + group + kind_shift) % kind_count;
      const std::uint32_t lap = round / kind_count;
      const auto second = static_cast<std::uint32_t>((lap + mix_bits(brand * 131 + kind)) % second_count);
      const auto brand_style = static_cast<std::uint8_t>(
          Random(options_.seed, salt_style, static_cast<std::uint64_t>(about.brands) * max_brands + brand).below(4));
      group_style = random.chance(0.6) ? brand_style : static_cast<std::uint8_t>(random.below(4));
      constexpr std::array<double, 4> style_price = {0.7, 1.0, 1.2, 1.7};
      group_price = about.price * std::exp(0.25 * random.normal()) * style_price[group_style];
      wordings_[i] = {i, static_cast<std::uint16_t>(std::min(lap / second_count, 0xffffU)),
                      static_cast<std::uint8_t>(kind), static_cast<std::uint8_t>(second), 0};
      products_[i].brand = static_cast<std::uint8_t>(brand);
      ++group;
    } else {
      wordings_[i] = wordings_[i - 1];
      products_[i].brand = products_[i - 1].brand;
    }
    wordings_[i].variant = static_cast<std::uint8_t>(variant);
    auto& product = products_[i];
    product.family = static_cast<std::uint8_t>(family);
    product.style = group_style;
    product.price = rounded_price(group_price * (about.role == Role::staple ? 1 + 0.6 * variant : 1));
    product.quality = static_cast<std::uint8_t>(std::clamp(178 + 45 * random.normal(), 20.0, 255.0));
    if (random.chance(0.12)) product.available_from = static_cast<std::uint16_t>(random.below(options_.days));
    if (random.chance(0.05)) {
      const std::uint32_t left = options_.days - product.available_from;
      product.available_until =
          static_cast<std::uint16_t>(product.available_from + left / 2 + random.below(left / 2 + 1));
    }
    const bool service = about.role == Role::service;
    if (service || random.chance(0.08)) {
      const std::uint32_t wanted = service ? random.between(2, 6) : random.between(3, 8);
      product.regions = 0;
      while (static_cast<std::uint32_t>(std::popcount(product.regions)) < wanted) {
        product.regions |= static_cast<std::uint16_t>(1U << random.below(region_names.size()));
      }
    }
    ++variant;
  }

  // Popularity falls as 1 / (rank + 2)^0.9 over a shuffled order.
  std::vector<std::uint32_t> order(range.count);
  std::iota(order.begin(), order.end(), range.first);
  for (std::uint32_t i = range.count; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  double total = 0;
  for (std::uint32_t rank = 0; rank < range.count; ++rank) {
    popularity_[order[rank]] = std::pow(rank + 2.0, -0.9);
    total += popularity_[order[rank]];
  }
  if (about.role == Role::service) {
    // Capacity is random around twice the expected bookings, so that popular services are full at busy hours.
    const double bookings_a_slot = options_.bookings_a_day / services_share / slots_a_day;
    for (const std::uint32_t i : order) {
      const double everywhere_too = i == order[0] ? 3 : 1;
      const double expected = everywhere_too * bookings_a_slot * popularity_[i] / total;
      products_[i].capacity = static_cast<std::uint16_t>(
          std::clamp(std::ceil(2 * expected * std::exp(0.5 * random.normal())), 1.0, 60'000.0));
    }
  }
  range.evergreen = order[0];
  products_[order[0]].available_from = 0;
  products_[order[0]].available_until = for_ever;
  products_[order[0]].regions = everywhere;
}

void Catalogue::name_keys() {
  key_begin_.reserve(products_.size() + 1);
  for (const auto& range : families_) {
    const Family& about = *range.about;
    const std::size_t width = std::max<std::size_t>(4, std::to_string(range.count).size());
    for (std::uint32_t i = 1; i <= range.count; ++i) {
      key_begin_.push_back(static_cast<std::uint32_t>(key_text_.size()));
      const std::string number = padded(i, width);
      // Realistic keys: most are plain, some have slashes, some are Persian.
      if (about.brands == BrandPool::electronics || about.brands == BrandPool::tools) {
        key_text_ +=
            std::string(about.brands == BrandPool::tools ? "TL/" : "EL/") + std::string(about.slug) + "/" + number;
      } else if (about.title == Template::book && about.slug != "novel") {
        std::string name(about.noun.fa);
        std::replace(name.begin(), name.end(), ' ', '-');
        key_text_ += name + "-" + persian_digits(number);
      } else {
        key_text_ += std::string(about.slug) + "-" + number;
      }
    }
  }
  key_begin_.push_back(static_cast<std::uint32_t>(key_text_.size()));
}

void Catalogue::build_tastes() {
  taste_.resize(persona_count * products_.size());
  std::vector<double> weights;
  for (std::size_t persona = 0; persona < persona_count; ++persona) {
    for (const auto& range : families_) {
      weights.resize(range.count);
      for (std::uint32_t i = 0; i < range.count; ++i) {
        weights[i] = popularity_[range.first + i] * brand_liking(persona, range.first + i);
      }
      build_alias(weights, std::span(taste_).subspan(persona * products_.size() + range.first, range.count));
    }
  }
  popularity_ = {};
}

std::uint32_t Catalogue::draw(std::size_t persona, std::uint8_t style, std::size_t family, Random& random) const {
  const auto& range = families_[family];
  const auto slots = std::span(taste_).subspan(persona * products_.size() + range.first, range.count);
  for (int attempt = 0;; ++attempt) {
    const std::uint32_t product = range.first + simulation::draw(slots, random);
    if (attempt == 3 || products_[product].style == style || random.chance(0.3)) return product;
  }
}

std::array<std::uint32_t, 3> Catalogue::complements(std::uint32_t product) const {
  std::array<std::uint32_t, 3> found = {no_product, no_product, no_product};
  const auto& range = family_of(product);
  for (std::size_t i = 0; i < 3; ++i) {
    if (range.complements[i] == no_family) continue;
    const auto& other = families_[range.complements[i]];
    // All variants of a product have the same complement: of four tries the first of the same style, else the last.
    const std::uint32_t base = wordings_[product].base;
    for (std::uint32_t attempt = 0; attempt < 4; ++attempt) {
      found[i] = other.first + Random(options_.seed, salt_complement + attempt, base * 4ULL + i).below(other.count);
      if (products_[found[i]].style == products_[base].style) break;
    }
  }
  return found;
}

std::string Catalogue::title(std::uint32_t product) const {
  const auto& about = *family_of(product).about;
  const auto& wording = wordings_[product];
  const Phrase& brand = brands(about.brands)[products_[product].brand];
  const std::string_view kind = about.kinds[wording.kind].en;
  const std::string_view variant = about.variants.empty() ? "" : about.variants[wording.variant].en;
  std::string text;
  if (about.title == Template::book) {
    text = kind;
    if (about.slug == "novel") append_word(text, book_subjects()[wording.second].en);
    if (wording.series > 0) text += ", volume " + std::to_string(wording.series + 1);
    text += ", ";
    text += about.noun.en;
    append_word(text, "by");
    append_word(text, brand.en);
    if (!variant.empty()) text += " (" + std::string(variant) + ")";
    return text;
  }
  append_word(text, brand.en);
  append_word(text, kind);
  append_word(text, about.noun.en);
  if (wording.series > 0) append_word(text, "Series " + std::to_string(wording.series + 1));
  append_word(text, variant);
  return text;
}

std::string Catalogue::title_fa(std::uint32_t product) const {
  const auto& about = *family_of(product).about;
  const auto& wording = wordings_[product];
  const Phrase& brand = brands(about.brands)[products_[product].brand];
  const std::string_view kind = about.kinds[wording.kind].fa;
  const std::string_view variant = about.variants.empty() ? "" : about.variants[wording.variant].fa;
  std::string text(about.noun.fa);
  const std::string series = wording.series > 0 ? persian_digits(std::to_string(wording.series + 1)) : "";
  if (about.title == Template::book) {
    text += " «";
    text += kind;
    if (about.slug == "novel") append_word(text, book_subjects()[wording.second].fa);
    text += "»";
    if (!series.empty()) append_word(text, "جلد " + series);
    append_word(text, "نوشته");
    append_word(text, brand.fa);
    if (!variant.empty()) text += " (" + std::string(variant) + ")";
    return text;
  }
  append_word(text, kind);
  append_word(text, brand.fa);
  if (!series.empty()) append_word(text, "سری " + series);
  append_word(text, variant);
  return text;
}

std::string_view Catalogue::brand_name(std::uint32_t product) const {
  return brands(family_of(product).about->brands)[products_[product].brand].en;
}

std::string_view Catalogue::variant_name(std::uint32_t product) const {
  const auto& variants = family_of(product).about->variants;
  return variants.empty() ? "" : variants[wordings_[product].variant].en;
}

std::uint32_t Catalogue::in_variant(std::uint32_t product, std::uint32_t index) const {
  const std::uint32_t other = wordings_[product].base + index;
  const bool is_made = other < size() && wordings_[other].base == wordings_[product].base;
  return is_made ? other : product;
}

std::uint32_t Catalogue::variant_of(std::uint32_t product) const {
  return wordings_[product].base == product ? no_product : wordings_[product].base;
}

}  // namespace moshaver::simulation
