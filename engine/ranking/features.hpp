// What the additive ranker looks at: one number a feature for a customer and a candidate product. NaN: there is none.
//
//   own       what the customer's own past says of the product; NaN for what was never bought
//   product   item_statistics.hpp, the same for everybody
//   customer  the same for every product: moves the probability, not the order
//   sum       the blend's own score: the weighted sum of the parts (additive_scorer.hpp)
//   parts     every part's score over its deviation, and the product's place in its list
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

// Works out the own, product and customer features of one customer's candidates.
class CustomerFeatures {
 public:
  static constexpr std::size_t count = customer_feature_end;  // of them, the first in feature_list

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
  std::vector<Own> own_;  // by place in owned_
  float orders_ = 0, items_ = 0, days_since_ = 0, order_size_ = 0, repeat_share_ = 0, order_gap_ = 0;
};

}  // namespace moshaver
