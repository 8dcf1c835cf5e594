// Product attributes that learners may use, by product row. What can be sold now (stock, regions, dates) is in
// engine/live/live_catalogue.hpp.
//
//   text     as the shop wrote it, UTF-8; fold it before comparing (engine/text/fold.hpp)
//   memory   about 170 bytes a product, plus its texts
//   source   the products table of a shop (Store::read), or --products files (read_product_files)
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/data/records.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

// An empty attribute: the shop did not give it.
struct ProductAttributes {
  std::string title, title_fa;
  std::string category;  // a path from general to special: "Food > Tea > Black tea"
  std::string brand;
  std::string tags;  // separated by commas, semicolons or bars
  std::optional<double> price;
  std::string variant_of = {};  // the id of the product that it is a size or colour of

  [[nodiscard]] bool empty() const { return *this == ProductAttributes{}; }
  bool operator==(const ProductAttributes&) const = default;
};

class Catalogue {
 public:
  // Replaces the attributes that the record gives.
  void put(std::uint32_t item_row, const ProductRecord&);
  // Replaces all attributes.
  void put(std::uint32_t item_row, ProductAttributes);
  // Empty for a product that was never put. Valid until the next put.
  [[nodiscard]] const ProductAttributes& of(ItemId item) const {
    static const ProductAttributes nothing;
    return item.row < products_.size() ? products_[item.row] : nothing;
  }
  // No product has any attribute.
  [[nodiscard]] bool empty() const { return products_.empty(); }
  // One more than the last row with attributes.
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(products_.size()); }

 private:
  std::vector<ProductAttributes> products_;  // up to the last product with attributes
};

// 128 bits in hex over all attributes of all rows.
[[nodiscard]] std::string fingerprint(const Catalogue&);

// For data without a catalogue.
inline const Catalogue no_catalogue;

}  // namespace moshaver
