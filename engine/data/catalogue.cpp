#include "engine/data/catalogue.hpp"

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

}  // namespace moshaver
