#include "engine/data/product_groups.hpp"

#include <algorithm>

namespace moshaver {

namespace {

constexpr int max_chain = 64;

void sort_and_merge(std::vector<ItemId>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

ProductGroups::ProductGroups(std::uint32_t product_count,
                             const std::function<std::uint32_t(std::uint32_t)>& parent_of) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> members;  // head, variant
  for (std::uint32_t row = 0; row < product_count; ++row) {
    std::uint32_t head = row;
    int steps = 0;
    for (std::uint32_t next = parent_of(head); next != head && steps < max_chain; next = parent_of(head), ++steps) {
      head = next;
    }
    if (steps < max_chain && head != row) members.emplace_back(head, row);
  }
  if (members.empty()) return;
  std::sort(members.begin(), members.end());
  heads_.resize(product_count);
  for (std::uint32_t row = 0; row < product_count; ++row) heads_[row] = row;
  for (const auto& [head, variant] : members) {
    heads_[variant] = head;
    if (group_heads_.empty() || group_heads_.back().row != head) {
      group_heads_.push_back(ItemId{head});
      offsets_.push_back(static_cast<std::uint32_t>(variants_.size()));
    }
    variants_.push_back(ItemId{variant});
  }
  offsets_.push_back(static_cast<std::uint32_t>(variants_.size()));
}

std::vector<ItemId> ProductGroups::with_variants(ItemId item) const {
  std::vector<ItemId> items = {head(item)};
  const auto found = std::lower_bound(group_heads_.begin(), group_heads_.end(), items.front());
  if (found == group_heads_.end() || *found != items.front()) return items;
  const auto members = variants(static_cast<std::size_t>(found - group_heads_.begin()));
  items.insert(items.end(), members.begin(), members.end());
  std::sort(items.begin(), items.end());
  return items;
}

ProductGroups groups_of(const Catalogue& catalogue, const KeyMap& products) {
  return {products.size(), [&](std::uint32_t row) {
            const std::string& parent = catalogue.of(ItemId{row}).variant_of;
            return parent.empty() ? row : products.find(parent).value_or(row);
          }};
}

std::vector<Purchase> grouped(const ProductGroups& groups, std::span<const Purchase> history) {
  std::vector<Purchase> purchases(history.begin(), history.end());
  for (Purchase& purchase : purchases) purchase.item = groups.head(purchase.item);
  return purchases;
}

std::vector<ItemId> grouped(const ProductGroups& groups, std::span<const ItemId> ascending) {
  std::vector<ItemId> items(ascending.begin(), ascending.end());
  for (ItemId& item : items) item = groups.head(item);
  sort_and_merge(items);
  return items;
}

void group(const ProductGroups& groups, Histories& histories) {
  if (groups.empty()) return;
  for (Purchase& purchase : histories.purchases) purchase.item = groups.head(purchase.item);
  std::vector<std::uint64_t> offsets = {0};
  std::vector<ItemId> hidden;
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    const std::vector<ItemId> of_user = grouped(groups, histories.hidden_of(UserId{user}));
    hidden.insert(hidden.end(), of_user.begin(), of_user.end());
    offsets.push_back(hidden.size());
  }
  histories.hidden_offsets = std::move(offsets);
  histories.hidden = std::move(hidden);
}

void group_columns(const ProductGroups& groups, SparseRows& rows) {
  if (groups.empty()) return;
  SparseRows out;
  std::vector<ItemId> heads;
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    heads.clear();
    for (const std::uint32_t column : rows.columns_of(row)) heads.push_back(groups.head(ItemId{column}));
    sort_and_merge(heads);
    for (const ItemId head : heads) out.columns.push_back(head.row);
    out.offsets.push_back(out.columns.size());
  }
  out.values.assign(out.columns.size(), 1.0F);
  rows = std::move(out);
}

void group(const ProductGroups& groups, Catalogue& catalogue) {
  for (std::size_t at = 0; at < groups.heads().size(); ++at) {
    const ItemId head = groups.heads()[at];
    ProductAttributes attributes = catalogue.of(head);
    const auto fill = [](auto& own, const auto& from) {
      if (own == std::remove_cvref_t<decltype(own)>{}) own = from;
    };
    for (const ItemId variant : groups.variants(at)) {
      const ProductAttributes& other = catalogue.of(variant);
      fill(attributes.title, other.title);
      fill(attributes.title_fa, other.title_fa);
      fill(attributes.category, other.category);
      fill(attributes.brand, other.brand);
      fill(attributes.tags, other.tags);
      fill(attributes.price, other.price);
    }
    for (const ItemId variant : groups.variants(at)) catalogue.put(variant.row, ProductAttributes{});
    catalogue.put(head.row, std::move(attributes));
  }
}

}  // namespace moshaver
