// What buyers said of a product: how often it made trouble, and what grades they gave it.
//
//   purchases  of the product, each event once; gifts do not count
//   troubles   of a customer: returns for the product's quality or because it was not as described, and an open complaint
//              that names one of these or no reason; at most one a purchase
//   grades     the latest rating or survey of each customer, 0 (a value of 1) to 1 (5). Who answers is no fair sample, so
//                grade   is given less the customer's own mean, shrunk by 20 answers: a harsh judge is no bad product
//                weight  of an answer: (purchases + 20) / (answers + 1) of its customer, times .05, from .1 to 4: one that
//                        answers seldom speaks for more purchases (inverse propensity; Schnabel et al., ICML 2016)
//   factor     in (0, 1]: what the product is worth beside others of its category; scores are lowered by it
//                trouble(product) = (troubles + 20 trouble(category)) / (purchases + 20), of the category likewise beside
//                                   the shop, whose rate is troubles / purchases
//                grade(product)   = (sum of weight * grade + 20 grade(category)) / (sum of weight + 20), likewise
//                factor = min(1, (1 - trouble(product)) / (1 - trouble(category)))
//                         * min(1, grade(product) / grade(category))
//   test       tests/data/product_feedback_test.cpp
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/data/customer_events.hpp"

namespace moshaver {

// Sums in whole numbers: what is added and taken away again leaves no trace.
struct ProductFeedback {
  std::int64_t purchases = 0, troubles = 0;
  std::int64_t weights = 0, grades = 0;  // of answers, times 2^20

  [[nodiscard]] bool says_nothing() const { return troubles == 0 && weights == 0; }
  ProductFeedback& operator+=(const ProductFeedback&);
  ProductFeedback& operator-=(const ProductFeedback&);
  bool operator==(const ProductFeedback&) const = default;
};

// The troubles and grades in one customer's events, by product row, ascending; without `purchases`, of which each event of
// a purchase is one. O(events).
[[nodiscard]] std::vector<std::pair<std::uint32_t, ProductFeedback>> opinions_by_product(
    std::span<const HistoryEvent> in_log_order);

[[nodiscard]] double satisfaction_factor(const ProductFeedback& product, const ProductFeedback& category,
                                         const ProductFeedback& shop);

}  // namespace moshaver
