// What customers said of products, kept up to date with every event: troubles and grades by product and category, who
// dislikes what, and what is given as a gift.
//
//   change   in place, so that the next answer sees it; the same sums as of a shop that is opened afterwards
//   memory   36 bytes a product, 4 a dislike
//   threads  many may read while one changes; a read holds a shared lock for some 50 ns
//   test     tests/live/live_feedback_test.cpp
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/data/customer_events.hpp"
#include "engine/data/histories.hpp"
#include "engine/data/product_feedback.hpp"
#include "engine/live/live_catalogue.hpp"

namespace moshaver {

class LiveFeedback {
 public:
  LiveFeedback() = default;  // nobody said anything
  // One pass over the events, on all threads.
  LiveFeedback(const CustomerEvents&, const Histories&, const LiveCatalogue&);

  // A customer's events were `before` and are `after`; `customer_id` is an account's, never a merged guest's. Cost:
  // O(events), some .5 us for fifty.
  void change(const std::string& customer_id, std::span<const HistoryEvent> before,
              std::span<const HistoryEvent> after);
  void add_gifts(ItemId, std::uint32_t times);
  // The product is new or has changed.
  void put(ItemId, const LiveProduct&);

  // satisfaction_factor of a product with its variants, beside those of its category.
  [[nodiscard]] double factor(const ProductGroups&, ItemId head) const;
  // In (0, 1]: how often purchases of the product's category are gifts, beside those of the shop; 1 for all that are given
  // as often as usual or more. (gifts + 20 * the shop's share) / (purchases + gifts + 20) / the shop's share.
  [[nodiscard]] double gift_factor(ItemId head) const;
  // Purchases of a product with its variants.
  [[nodiscard]] std::int64_t purchases(const ProductGroups&, ItemId head) const;
  // Calls by_row(row in the base) and by_id(customer id) for the customers who once disliked the product itself, not its
  // variants. Whether they still do, the caller must see; both may name the same customer.
  template <class ByRow, class ById>
  void visit_dislikers(ItemId item, const ByRow& by_row, const ById& by_id) const {
    const std::shared_lock lock(mutex_);
    if (item.row + std::size_t{1} < offsets_.size()) {
      for (std::uint64_t at = offsets_[item.row]; at < offsets_[item.row + std::size_t{1}]; ++at)
        by_row(dislikers_[at]);
    }
    const auto found = new_dislikers_.find(item.row);
    if (found == new_dislikers_.end()) return;
    for (const std::string& id : found->second) by_id(id);
  }

 private:
  [[nodiscard]] ProductFeedback of_group(const ProductGroups&, ItemId head) const;
  [[nodiscard]] ProductFeedback& product(std::uint32_t row);
  void change_sums(std::uint32_t row, const ProductFeedback& more, const ProductFeedback& less);
  [[nodiscard]] const std::uint32_t* category(std::uint32_t row) const;  // null: the product was never put

  static constexpr std::uint32_t no_category = ~std::uint32_t{0};

  mutable std::shared_mutex mutex_;
  std::vector<ProductFeedback> products_;   // by row
  std::vector<std::uint32_t> category_of_;  // by row; no_category: never put
  std::map<std::vector<std::string>, std::uint32_t> category_rows_;
  std::vector<ProductFeedback> categories_;
  std::vector<std::int64_t> gifts_, category_gifts_;  // by product row; by category
  std::int64_t shop_gifts_ = 0;
  ProductFeedback shop_;
  std::vector<std::uint64_t> offsets_;                                         // of dislikers_, by product row
  std::vector<std::uint32_t> dislikers_;                                       // rows of customers of the base
  std::unordered_map<std::uint32_t, std::vector<std::string>> new_dislikers_;  // since then
};

}  // namespace moshaver
