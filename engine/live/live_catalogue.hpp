// What the shop sells now, as an immutable state: a change makes a new state that shares all it did not touch, so that
// answers never wait and never see half a change.
//
//   rows     products by row, those of the data that the model was opened over first; new ones come behind them
//   words    out of stock and withdrawn as bits, ready for every answer; other rules are worked out when first asked
//            for and kept until an attribute that they look at changes (stock is none)
//   cost     a change copies one block of 512 pointers and the bits: some 20 us at 100,000 products
//   threads  immutable once built, but for the cache of rules, which has its lock
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
#include "engine/data/records.hpp"

namespace moshaver {

// What rules and answers ask of a product. Texts that are compared are folded (engine/text/fold.hpp).
struct LiveProduct {
  std::string product_id, title;
  std::vector<std::string> category;  // from the general to the special
  std::string brand;
  std::vector<std::string> tags, regions;
  std::optional<double> price, stock;
  std::optional<std::int64_t> available_from, available_until;
  bool withdrawn = false;

  [[nodiscard]] bool out_of_stock() const { return stock && *stock <= 0; }
  // All that cached rules look at.
  [[nodiscard]] bool same_attributes(const LiveProduct& other) const {
    return category == other.category && brand == other.brand && tags == other.tags && regions == other.regions &&
           price == other.price && available_from == other.available_from && available_until == other.available_until;
  }
};
// Folding costs microseconds, and a shop's products share their categories and brands: texts already folded, for whoever
// makes many products. Not to be shared among threads.
using FoldedBefore = std::unordered_map<std::string, std::vector<std::string>>;
[[nodiscard]] LiveProduct live_product(const ProductRecord&, bool withdrawn, FoldedBefore* memo = nullptr);
// "Food > Tea" as folded steps; "sweet, cold" as folded tags.
[[nodiscard]] std::vector<std::string> category_steps(std::string_view path);
[[nodiscard]] std::vector<std::string> folded_list(std::string_view divided);
[[nodiscard]] bool within_category(const LiveProduct&, std::span<const std::string> steps);

class LiveCatalogue {
 public:
  // `keys`: of the first rows, which `products` are, in order.
  LiveCatalogue(std::shared_ptr<const KeyMap> keys, std::vector<LiveProduct> products);

  struct Change {
    std::uint32_t row;  // size() and up: new
    LiveProduct product;
  };
  [[nodiscard]] std::shared_ptr<const LiveCatalogue> with(std::vector<Change>) const;

  [[nodiscard]] std::optional<ItemId> find(std::string_view product_id) const;
  [[nodiscard]] const LiveProduct& of(ItemId item) const {
    return *(*blocks_[item.row / block_size])[item.row % block_size];
  }
  [[nodiscard]] std::uint32_t size() const { return size_; }

  [[nodiscard]] const ItemBitmap& out_of_stock() const { return out_of_stock_; }
  [[nodiscard]] const ItemBitmap& withdrawn() const { return withdrawn_; }
  // The products for which `holds` is true, remembered under `name`. O(products) when first asked.
  [[nodiscard]] std::shared_ptr<const ItemBitmap> where(const std::string& name,
                                                        const std::function<bool(const LiveProduct&)>& holds) const;
  // The products that cannot be had at this time by their dates.
  [[nodiscard]] std::shared_ptr<const ItemBitmap> not_available_at(std::int64_t now) const;

 private:
  static constexpr std::uint32_t block_size = 512;
  using Block = std::array<std::shared_ptr<const LiveProduct>, block_size>;
  using NewKeys = std::unordered_map<std::string, std::uint32_t>;
  static constexpr std::size_t key_shards = 64;

  // Rules that answers have asked for. Shared by the states between which nothing changed that rules look at.
  struct Rules {
    std::mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<const ItemBitmap>> words;
    // The dates' rule, good for times in [from, until).
    std::shared_ptr<const ItemBitmap> dates;
    std::int64_t from = 0, until = 0;
  };

  LiveCatalogue(const LiveCatalogue&) = default;
  void put(std::uint32_t row, std::shared_ptr<const LiveProduct>);

  std::shared_ptr<const KeyMap> keys_;
  std::array<std::shared_ptr<const NewKeys>, key_shards> new_keys_;
  std::vector<std::shared_ptr<const Block>> blocks_;
  std::uint32_t size_ = 0;
  ItemBitmap out_of_stock_, withdrawn_;
  std::shared_ptr<Rules> rules_ = std::make_shared<Rules>();
};

}  // namespace moshaver
