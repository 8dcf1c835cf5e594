// The features of the additive ranker for a customer and a candidate product. NaN: the feature has no value.
//
//   own       the customer's own purchases of the product; NaN for products never bought
//   product   item_statistics.hpp, the same for everybody
//   customer  customer_summary.hpp, the same for every product: changes the probability, not the order
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
#include "engine/ranking/customer_summary.hpp"
#include "engine/ranking/item_statistics.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

// Computes the own, product and customer features of one customer's candidates.
class CustomerFeatures {
 public:
  static constexpr std::size_t count = customer_feature_end;  // these features come first in feature_list

  CustomerFeatures(std::span<const Purchase> history, const ItemStatistics& statistics)
      : statistics_(statistics), summary_(history, statistics.all_time.size(), statistics.now) {}
  // Writes `count` values.
  void write(ItemId candidate, std::span<float> out) const;
  // In the order of customer_feature_list.
  [[nodiscard]] const std::array<float, customer_feature_count>& of_customer() const { return summary_.features(); }
  // Distinct products bought, ascending.
  [[nodiscard]] std::span<const ItemId> owned() const { return summary_.owned(); }
  [[nodiscard]] bool owns(ItemId item) const { return summary_.own(item) != nullptr; }

 private:
  const ItemStatistics& statistics_;
  CustomerSummary summary_;
};

}  // namespace moshaver
