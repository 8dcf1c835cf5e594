#include "engine/data/catalogue.hpp"

#include <span>
#include <utility>

#include "engine/data/checksum.hpp"

namespace moshaver {

void Catalogue::put(std::uint32_t item_row, const ProductRecord& record) {
  const bool says_something = !record.title.empty() || !record.title_fa.empty() || !record.category.empty() ||
                              !record.brand.empty() || !record.tags.empty() || record.price ||
                              !record.variant_of.empty();
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
  replace(product.variant_of, record.variant_of);
}

void Catalogue::put(std::uint32_t item_row, ProductAttributes attributes) {
  if (products_.size() <= item_row) {
    if (attributes.empty()) return;
    products_.resize(item_row + std::size_t{1});
  }
  products_[item_row] = std::move(attributes);
}

std::string fingerprint(const Catalogue& catalogue) {
  Checksum sum;
  const auto add = [&](const auto& value) { sum.update(std::as_bytes(std::span(&value, 1))); };
  for (std::uint32_t row = 0; row < catalogue.size(); ++row) {
    const ProductAttributes& product = catalogue.of(ItemId{row});
    for (const std::string* text :
         {&product.title, &product.title_fa, &product.category, &product.brand, &product.tags, &product.variant_of}) {
      add(std::uint64_t{text->size()});  // "ab", "c" must differ from "a", "bc"
      sum.update(std::as_bytes(std::span(*text)));
    }
    add(product.price.has_value());
    add(product.price.value_or(0));
  }
  return sum.hex();
}

}  // namespace moshaver
