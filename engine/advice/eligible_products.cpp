#include "engine/advice/eligible_products.hpp"

#include <algorithm>
#include <functional>

namespace moshaver {

ItemBitmap& EligibleProducts::bits() {
  if (!bits_) {
    bits_ = std::make_shared<ItemBitmap>(all_bits(product_count_));
  } else if (bits_.use_count() > 1) {
    bits_ = std::make_shared<ItemBitmap>(*bits_);
  }
  eligible_ = nullptr;
  return *bits_;
}

void EligibleProducts::move_list_to_bits() {
  if (excluded_.empty()) return;
  ItemBitmap& kept = bits();
  for (const ItemId item : excluded_) set_bit(kept, item.row, false);
  excluded_.clear();
}

void EligibleProducts::count(const char* rule, std::size_t products) {
  if (products == 0) return;
  const auto same =
      std::find_if(removed_.begin(), removed_.end(), [&](const Removed& one) { return one.rule == rule; });
  if (same == removed_.end()) {
    removed_.push_back({rule, products});
  } else {
    same->count += products;
  }
}

void EligibleProducts::remove(const char* rule, const ItemBitmap& bad) {
  const bool any = std::any_of(bad.begin(), bad.end(), [](std::uint64_t word) { return word != 0; });
  if (!any) return;
  move_list_to_bits();
  ItemBitmap& kept = bits();
  std::size_t removed = 0;
  for (std::size_t word = 0; word < std::min(bad.size(), kept.size()); ++word) {
    removed += static_cast<std::size_t>(std::popcount(kept[word] & bad[word]));
    kept[word] &= ~bad[word];
  }
  count(rule, removed);
}

void EligibleProducts::remove(const char* rule, std::span<const ItemId> bad) {
  const std::size_t before = excluded_.size();
  excluded_.reserve(before + bad.size());
  for (const ItemId item : bad) {
    const bool is_listed =
        std::binary_search(excluded_.begin(), excluded_.begin() + static_cast<std::ptrdiff_t>(before), item);
    if (!is_listed && is_allowed_by_bits(item)) excluded_.push_back(item);
  }
  // Histories are sorted and have each product once, so this is rarely needed.
  if (!std::is_sorted(excluded_.begin(), excluded_.end(), std::less_equal<>())) {
    std::sort(excluded_.begin(), excluded_.end());
    excluded_.erase(std::unique(excluded_.begin(), excluded_.end()), excluded_.end());
  }
  count(rule, excluded_.size() - before);
}

void EligibleProducts::keep_only(const char* rule, const ItemBitmap& good) {
  move_list_to_bits();
  ItemBitmap& kept = bits();
  const std::size_t before = count_bits(kept);
  for (std::size_t word = 0; word < kept.size(); ++word) kept[word] &= word < good.size() ? good[word] : 0;
  count(rule, before - count_bits(kept));
}

void EligibleProducts::merge_variants(const ProductGroups& groups, const ItemBitmap& families) {
  if (groups.empty()) return;
  move_list_to_bits();
  ItemBitmap& merged = bits();
  auto variants = std::make_shared<ItemBitmap>(merged);
  for (std::size_t word = 0; word < std::min(variants->size(), families.size()); ++word)
    (*variants)[word] &= ~families[word];
  for (std::size_t group = 0; group < groups.heads().size(); ++group) {
    const std::uint32_t head = groups.heads()[group].row;
    bool any = has_bit(*variants, head);
    for (const ItemId variant : groups.variants(group)) {
      any |= has_bit(*variants, variant.row);
      set_bit(merged, variant.row, false);
    }
    set_bit(merged, head, any);
  }
  variants_ = std::move(variants);
}

void EligibleProducts::remove_variants(const char* rule, std::span<const ItemId> bad, const ProductGroups& groups) {
  if (bad.empty()) return;
  if (!variants_) {
    remove(rule, bad);
    return;
  }
  const auto left = std::make_shared<ItemBitmap>(*variants_);
  for (const ItemId item : bad) set_bit(*left, item.row, false);
  variants_ = left;
  std::vector<ItemId> heads;
  for (const ItemId item : bad) {
    const std::vector<ItemId> group = groups.with_variants(item);
    if (std::none_of(group.begin(), group.end(), [&](ItemId one) { return contains_variant(one); }))
      heads.push_back(groups.head(item));
  }
  std::sort(heads.begin(), heads.end());
  heads.erase(std::unique(heads.begin(), heads.end()), heads.end());
  remove(rule, heads);
}

bool EligibleProducts::contains_variant(ItemId item) const {
  return variants_ ? has_bit(*variants_, item.row) : contains(item);
}

bool EligibleProducts::contains(ItemId item) const {
  return is_allowed_by_bits(item) && !std::binary_search(excluded_.begin(), excluded_.end(), item);
}

void EligibleProducts::freeze() {
  if (!bits_ || eligible_) return;
  ItemBitmap first(bits_->begin(), bits_->begin() + static_cast<std::ptrdiff_t>(word_count(model_count_)));
  if (model_count_ % 64 != 0) first.back() &= (std::uint64_t{1} << (model_count_ % 64)) - 1;
  eligible_ = std::make_shared<const EligibleItems>(model_count_, std::move(first));
}

}  // namespace moshaver
