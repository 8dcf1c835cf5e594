// Variants: sizes and colours of one product, which name it in `variant_of`. To a customer they are one product, so
// learners count them as one, and an answer has at most one of them.
//
//   head     the product that the others are variants of; it stands for the group in histories and models
//   chains   a variant of a variant belongs to the same group; a product in a ring of variants is its own head
//   memory   4 bytes a product, only if there are variants
//   test     tests/data/product_groups_test.cpp
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/data/catalogue.hpp"
#include "engine/data/histories.hpp"
#include "engine/data/key_map.hpp"
#include "engine/data/sparse_rows.hpp"

namespace moshaver {

class ProductGroups {
 public:
  ProductGroups() = default;
  // `parent_of`: the row of the product that the row is a variant of; the row itself if it is none.
  ProductGroups(std::uint32_t product_count, const std::function<std::uint32_t(std::uint32_t)>& parent_of);

  [[nodiscard]] bool empty() const { return heads_.empty(); }
  [[nodiscard]] ItemId head(ItemId item) const { return item.row < heads_.size() ? ItemId{heads_[item.row]} : item; }
  // Heads that have variants, ascending.
  [[nodiscard]] std::span<const ItemId> heads() const { return group_heads_; }
  // The variants of the group at this place of heads(), ascending; without the head itself.
  [[nodiscard]] std::span<const ItemId> variants(std::size_t group) const {
    return std::span(variants_).subspan(offsets_[group], offsets_[group + 1] - offsets_[group]);
  }
  // The product itself if it has no variants and is none, else its head and all variants.
  [[nodiscard]] std::vector<ItemId> with_variants(ItemId item) const;

 private:
  std::vector<std::uint32_t> heads_;  // by row; empty: no variants
  std::vector<ItemId> group_heads_;
  std::vector<std::uint32_t> offsets_;
  std::vector<ItemId> variants_;
};

[[nodiscard]] ProductGroups groups_of(const Catalogue&, const KeyMap& products);

// The same with every product replaced by its head.
void group(const ProductGroups&, Histories&);
[[nodiscard]] std::vector<Purchase> grouped(const ProductGroups&, std::span<const Purchase>);
[[nodiscard]] std::vector<ItemId> grouped(const ProductGroups&, std::span<const ItemId> ascending);
void group_columns(const ProductGroups&, SparseRows&);
// Heads get the attributes that they lack from their first variant that has them; variants keep none.
void group(const ProductGroups&, Catalogue&);

}  // namespace moshaver
