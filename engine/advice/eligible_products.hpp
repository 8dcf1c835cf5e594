// The products that may be in an answer. Rules remove products; each product is counted under the first rule that
// removes it.
//
//   shared   copies share one bitmap until one of them changes it (copy on write): a batch applies the shop's rules
//            once and copies the result for each customer
//   list     single products (a history, a cart) go to a short list, so that they do not force a copy of the bitmap
//   cost     about 2 us a bitmap at 100,000 products; n log n for a list of n
//   threads  one object per thread; after freeze(), copies may be used on other threads
//   test     tests/advice/eligible_products_test.cpp
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/data/item_bitmap.hpp"
#include "engine/data/product_groups.hpp"
#include "engine/retrieval/exclusions.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

class EligibleProducts {
 public:
  // Starts with all `product_count` products. Retrieval searches the first `model_count`: those in the model.
  EligibleProducts(std::uint32_t product_count, std::uint32_t model_count)
      : product_count_(product_count), model_count_(model_count) {}

  void remove(const char* rule, const ItemBitmap& bad);
  void remove(const char* rule, std::span<const ItemId> bad);
  void keep_only(const char* rule, const ItemBitmap& good);
  // Counts products that a rule removed outside this class.
  void count(const char* rule, std::size_t products);

  // Lets each head stand for its group: eligible if any product of the group is. Later removals name heads. `families`:
  // heads that are no products themselves.
  void merge_variants(const ProductGroups&, const ItemBitmap& families);
  // After merge_variants: removes single variants, and their head once no other of the group is left.
  void remove_variants(const char* rule, std::span<const ItemId> bad, const ProductGroups&);
  // Before merge_variants, as contains(). Afterwards it tells whether the variant itself may be shown, if its head may.
  [[nodiscard]] bool contains_variant(ItemId item) const;

  [[nodiscard]] bool contains(ItemId item) const;
  // Prepares exclusions() for this object and for copies made of it afterwards.
  void freeze();
  // For retrieval; call freeze() first. Refers to this object, which must not change meanwhile.
  [[nodiscard]] Exclusions exclusions() const { return {excluded_, eligible_.get()}; }
  [[nodiscard]] const std::vector<Removed>& removed() const { return removed_; }

 private:
  [[nodiscard]] bool is_allowed_by_bits(ItemId item) const {
    return item.row < product_count_ && (!bits_ || has_bit(*bits_, item.row));
  }
  [[nodiscard]] ItemBitmap& bits();  // for writing: copies a shared bitmap first
  void move_list_to_bits();

  std::uint32_t product_count_, model_count_;
  std::shared_ptr<ItemBitmap> bits_;               // null: all products
  std::shared_ptr<const ItemBitmap> variants_;     // the bits before merge_variants; null: not merged
  std::vector<ItemId> excluded_;                   // ascending; removed in addition to `bits_`
  std::shared_ptr<const EligibleItems> eligible_;  // the model's products; null: all, or not frozen
  std::vector<Removed> removed_;
};

}  // namespace moshaver
