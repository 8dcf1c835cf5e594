#include "engine/data/catalogue.hpp"

#include <xxhash.h>

#include <array>
#include <cstdio>
#include <utility>

namespace moshaver {

void Catalogue::put(std::uint32_t item_row, const ProductRecord& record) {
  const bool says_something = !record.title.empty() || !record.title_fa.empty() || !record.category.empty() ||
                              !record.brand.empty() || !record.tags.empty() || record.price;
  if (!says_something) return;
  if (products_.size() <= item_row) products_.resize(item_row + std::size_t{1});
  ProductAttributes& product = products_[item_row];
  const auto replace = [](std::string& text, std::string_view given) {
    if (!given.empty()) text = given;
  };
  replace(product.title, record.title);
  replace(product.title_fa, record.title_fa);
  replace(product.category, record.category);
  replace(product.brand, record.brand);
  replace(product.tags, record.tags);
  if (record.price) product.price = record.price;
}

void Catalogue::put(std::uint32_t item_row, ProductAttributes attributes) {
  if (products_.size() <= item_row) {
    if (attributes.empty()) return;
    products_.resize(item_row + std::size_t{1});
  }
  products_[item_row] = std::move(attributes);
}

std::string fingerprint(const Catalogue& catalogue) {
  XXH3_state_t* state = XXH3_createState();
  XXH3_128bits_reset(state);
  for (std::uint32_t row = 0; row < catalogue.size(); ++row) {
    const ProductAttributes& product = catalogue.of(ItemId{row});
    for (const std::string* text :
         {&product.title, &product.title_fa, &product.category, &product.brand, &product.tags}) {
      const std::uint64_t length = text->size();  // so that texts do not run into each other
      XXH3_128bits_update(state, &length, sizeof length);
      XXH3_128bits_update(state, text->data(), text->size());
    }
    const std::uint8_t priced = product.price.has_value();
    const double price = product.price.value_or(0);
    XXH3_128bits_update(state, &priced, sizeof priced);
    XXH3_128bits_update(state, &price, sizeof price);
  }
  const XXH128_hash_t hash = XXH3_128bits_digest(state);
  XXH3_freeState(state);
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64));
  return text.data();
}

}  // namespace moshaver
