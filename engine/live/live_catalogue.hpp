// The current catalogue as an immutable state. A change creates a new state that shares all unchanged data, so answers
// never wait and never see half a change.
//
//   rows     products by row: first those of the data that the model was opened with, then newer ones
//   bitmaps  "out of stock" and "withdrawn" are always up to date. Other rules are computed on first use and cached
//            until an attribute that they may read changes (stock is not among them)
//   cost     a change copies one block of 512 pointers and the bitmaps: about 20 us at 100,000 products
//   threads  immutable once built, except the rule cache, which has a lock
//   test     tests/live/live_catalogue_test.cpp
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/data/item_bitmap.hpp"
#include "engine/data/key_map.hpp"
#include "engine/data/product_groups.hpp"
#include "engine/data/records.hpp"

namespace moshaver {

// The attributes that rules and answers read. Texts that are compared are folded (engine/text/fold.hpp).
struct LiveProduct {
  std::string product_id, title, title_fa;
  std::vector<std::string> category;  // from general to specific
  std::string brand;
  std::vector<std::string> tags, regions;
  std::string currency;  // as given; empty: the shop's
  std::optional<double> price, cost, stock, lead_days;
  std::optional<std::int64_t> available_from, available_until, back_on;
  std::string variant_of, size, colour;  // as given
  bool is_service = false, for_staff = false, sponsored = false;
  bool withdrawn = false;

  [[nodiscard]] bool out_of_stock() const { return stock && *stock <= 0; }
  // Compares all attributes that cached rules read.
  [[nodiscard]] bool same_attributes(const LiveProduct& other) const {
    return category == other.category && brand == other.brand && tags == other.tags && regions == other.regions &&
           currency == other.currency && price == other.price && lead_days == other.lead_days &&
           available_from == other.available_from && available_until == other.available_until &&
           is_service == other.is_service && for_staff == other.for_staff;
  }
  // Compares what LiveCatalogue::groups and families depend on.
  [[nodiscard]] bool same_group(const LiveProduct& other) const {
    return variant_of == other.variant_of && size.empty() == other.size.empty() &&
           colour.empty() == other.colour.empty() && price.has_value() == other.price.has_value() &&
           stock.has_value() == other.stock.has_value();
  }
};
// A cache of folded texts. Folding takes microseconds, and many products share a category or a brand, so pass one cache
// when you build many products. For one thread.
using FoldCache = std::unordered_map<std::string, std::vector<std::string>>;
[[nodiscard]] LiveProduct live_product(const ProductRecord&, bool withdrawn, FoldCache* cache = nullptr);
// "Food > Tea" as folded steps; "sweet, cold" as folded tags.
[[nodiscard]] std::vector<std::string> category_steps(std::string_view path);
[[nodiscard]] std::vector<std::string> folded_list(std::string_view divided);
[[nodiscard]] bool within_category(const LiveProduct&, std::span<const std::string> steps);

class LiveCatalogue {
 public:
  // `products` in row order; `keys` holds their ids.
  LiveCatalogue(std::shared_ptr<const KeyMap> keys, std::vector<LiveProduct> products);

  struct Change {
    std::uint32_t row;  // size() or more: a new product
    LiveProduct product;
  };
  [[nodiscard]] std::shared_ptr<const LiveCatalogue> with(std::vector<Change>) const;

  [[nodiscard]] std::optional<ItemId> find(std::string_view product_id) const;
  [[nodiscard]] const LiveProduct& of(ItemId item) const {
    return *(*blocks_[item.row / block_size])[item.row % block_size];
  }
  [[nodiscard]] std::uint32_t size() const { return size_; }

  [[nodiscard]] const ProductGroups& groups() const { return *groups_; }
  // Heads of groups that are only a name for their variants: without price, stock, size and colour of their own.
  [[nodiscard]] const ItemBitmap& families() const { return *families_; }

  [[nodiscard]] const ItemBitmap& out_of_stock() const { return out_of_stock_; }
  [[nodiscard]] const ItemBitmap& withdrawn() const { return withdrawn_; }
  // The products for which `predicate` is true, cached under `name`. O(products) on first use.
  [[nodiscard]] std::shared_ptr<const ItemBitmap> where(const std::string& name,
                                                        const std::function<bool(const LiveProduct&)>& predicate) const;
  // The products whose available_from and available_until exclude this time.
  [[nodiscard]] std::shared_ptr<const ItemBitmap> not_available_at(std::int64_t now) const;

 private:
  static constexpr std::uint32_t block_size = 512;
  using Block = std::array<std::shared_ptr<const LiveProduct>, block_size>;
  using NewKeys = std::unordered_map<std::string, std::uint32_t>;
  static constexpr std::size_t key_shards = 64;

  // Cached rules. Successive states share one cache as long as no attribute that rules read changes.
  struct Rules {
    std::mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<const ItemBitmap>> bitmaps;  // by name
    // The result of not_available_at, valid for times in [from, until).
    std::shared_ptr<const ItemBitmap> dates;
    std::int64_t from = 0, until = 0;
  };

  LiveCatalogue(const LiveCatalogue&) = default;
  void find_groups();

  std::shared_ptr<const KeyMap> keys_;
  std::array<std::shared_ptr<const NewKeys>, key_shards> new_keys_;
  std::vector<std::shared_ptr<const Block>> blocks_;
  std::uint32_t size_ = 0;
  ItemBitmap out_of_stock_, withdrawn_;
  std::shared_ptr<const ProductGroups> groups_;
  std::shared_ptr<const ItemBitmap> families_;
  std::shared_ptr<Rules> rules_ = std::make_shared<Rules>();
};

}  // namespace moshaver
