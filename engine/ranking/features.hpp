// What the additive ranker looks at: one number a feature for a customer and a candidate product. NaN: there is none.
//
//   own       what the customer's own past says of the product; NaN for what was never bought
//   product   item_statistics.hpp, the same for everybody
//   customer  the same for every product: moves the probability, not the order
//   sum       the blend's own score: the weighted sum of the parts (additive_scorer.hpp)
//   parts     every part's score over its deviation, and the product's place in its list
//
// Names are stored with a model: never change the meaning of one.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "engine/ranking/item_statistics.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

enum class FeatureGroup : std::uint8_t { own, product, customer, sum, part };

struct FeatureInfo {
  std::string name;  // "own.orders", "part.ials.score"
  FeatureGroup group = FeatureGroup::own;
  std::size_t part = 0;  // of parts: which
};

// In the order in which features are worked out: own, product, customer, sum, then score and place of each part.
[[nodiscard]] std::vector<FeatureInfo> feature_list(std::span<const std::string> part_names);

// Those of the customer alone.
[[nodiscard]] std::vector<FeatureInfo> customer_feature_list();

// Works out the own, product and customer features of one customer's candidates.
class CustomerFeatures {
 public:
  static constexpr std::size_t count = 20;          // of them, the first in feature_list
  static constexpr std::size_t customer_count = 6;  // of the customer alone

  CustomerFeatures(std::span<const Purchase> history, const ItemStatistics& statistics);
  // Writes `count` values.
  void write(ItemId candidate, std::span<float> out) const;
  // In the order of customer_feature_list.
  [[nodiscard]] std::array<float, customer_count> of_customer() const {
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
