// A customer's history in a few figures: what they bought, how often and how long ago. The additive ranker and the
// calibration of scores use them.
//
//   NaN      the figure is unknown: the data has no dates, or too few purchases
//   cost     sorts the history once
//   test     tests/ranking/features_test.cpp
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/data/purchase.hpp"
#include "engine/model/feature_names.hpp"

namespace moshaver {

class CustomerSummary {
 public:
  // The customer's own purchases of one product. `gap`: mean days (orders, without dates) from one to the next.
  struct Own {
    float orders = 0, share = 0, decayed = 0, orders_since = 0, days_since = 0, gap = 0;
  };

  // Ignores products with rows from item_count on. `now`: seconds since 1970 UTC; 0: the data has no dates.
  CustomerSummary(std::span<const Purchase> history, std::size_t item_count, std::uint32_t now);

  // In the order of customer_feature_list.
  [[nodiscard]] const std::array<float, customer_feature_count>& features() const { return features_; }
  // Distinct products bought, ascending.
  [[nodiscard]] std::span<const ItemId> owned() const { return owned_; }
  // Null: never bought.
  [[nodiscard]] const Own* own(ItemId) const;

 private:
  std::vector<ItemId> owned_;
  std::vector<Own> own_;  // by index in owned_
  std::array<float, customer_feature_count> features_{};
};

}  // namespace moshaver
