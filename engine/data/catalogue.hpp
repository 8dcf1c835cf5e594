// What products are, by product row: the attributes that learning may use. What a shop sells now (stock, regions, dates)
// is not here.
//
//   text     as the shop gave it, UTF-8; fold it before comparing (engine/text/fold.hpp)
//   memory   some 170 bytes a product and its texts
//   source   the products table of a shop (Store::read), or --products files (read_product_files)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/records.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

// Empty: the shop did not say.
struct ProductAttributes {
  std::string title, title_fa;
  std::string category;  // a path from the general to the special: "Food > Tea > Black tea"
  std::string brand;
  std::string tags;  // divided by commas, semicolons or bars
  std::optional<double> price;

  [[nodiscard]] bool empty() const { return *this == ProductAttributes{}; }
  bool operator==(const ProductAttributes&) const = default;
};

class Catalogue {
 public:
  // Replaces those attributes of the product that the record names.
  void put(std::uint32_t item_row, const ProductRecord&);
  // Replaces them all.
  void put(std::uint32_t item_row, ProductAttributes);
  // Empty attributes for products never put. Valid until the next put.
  [[nodiscard]] const ProductAttributes& of(ItemId item) const {
    static const ProductAttributes nothing;
    return item.row < products_.size() ? products_[item.row] : nothing;
  }
  // No product has any attribute.
  [[nodiscard]] bool empty() const { return products_.empty(); }
  // Products from this row on have none.
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(products_.size()); }

 private:
  std::vector<ProductAttributes> products_;  // up to the last that has any
};

// Hex of 128 bits over all of it: the same for the same attributes of the same rows.
[[nodiscard]] std::string fingerprint(const Catalogue&);

// For data without one.
inline const Catalogue no_catalogue;

}  // namespace moshaver
