// The features of the additive ranker for a customer and a candidate product. NaN: the feature has no value.
//
//   own       the customer's own purchases of the product; NaN for products never bought
//   product   item_statistics.hpp, the same for everybody
//   customer  the same for every product: changes the probability, not the order
//   sum       the weighted sum of the parts' scores (additive_scorer.hpp)
//   parts     every part's score over its standard deviation, and log2 of the product's rank in the part's list
//
// The names, and their order, are in engine/model/feature_names.hpp.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "engine/model/feature_names.hpp"
#include "engine/ranking/item_statistics.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

// Computes the own, product and customer features of one customer's candidates.
class CustomerFeatures {
 public:
  static constexpr std::size_t count = customer_feature_end;  // these features come first in feature_list

  CustomerFeatures(std::span<const Purchase> history, const ItemStatistics& statistics);
  // Writes `count` values.
  void write(ItemId candidate, std::span<float> out) const;
  // In the order of customer_feature_list.
  [[nodiscard]] std::array<float, customer_feature_count> of_customer() const {
    return {orders_, items_, days_since_, order_size_, repeat_share_, order_gap_};
  }
  // Distinct products bought, ascending.
  [[nodiscard]] std::span<const ItemId> owned() const { return owned_; }
  [[nodiscard]] bool owns(ItemId) const;

 private:
  struct Own {
    float orders = 0, share = 0, decayed = 0, orders_since = 0, days_since = 0, gap = 0;
  };
  const ItemStatistics& statistics_;
  std::vector<ItemId> owned_;
  std::vector<Own> own_;  // by index in owned_
  float orders_ = 0, items_ = 0, days_since_ = 0, order_size_ = 0, repeat_share_ = 0, order_gap_ = 0;
};

}  // namespace moshaver
