// The weight of each product of a history: the confidence c of iALS, the same in training and in fold-in.
//
//   c = n^count_exponent · 2^(−age / half_life_days)
//       n: number of baskets with the product; age: days from its last purchase to the customer's last purchase
//
// The age counts back from the customer's own last purchase, not from today: a history then gives the same vector at
// any time, and the weights of a customer who pauses do not shrink. A purchase without a timestamp has age 0.
//
//   source  confidences: Hu, Koren & Volinsky (ICDM 2008), section 4
//   test    tests/embedding/confidence_test.cpp
#pragma once

#include <span>
#include <vector>

#include "engine/data/purchase.hpp"
#include "engine/data/sparse_rows.hpp"
#include "engine/embedding/ridge_solver.hpp"

namespace moshaver {

struct ConfidenceRule {
  float count_exponent = 0;
  float half_life_days = 0;  // 0: no decay
};

// Distinct products, ascending, with their confidence > 0; skips products with rows from item_count on.
[[nodiscard]] std::vector<WeightedItem> confident_items(std::span<const Purchase> history, std::uint32_t item_count,
                                                        const ConfidenceRule&);

// The same for all histories: user_count x item_count.
[[nodiscard]] SparseRows confidences(const Histories&, const ConfidenceRule&);

}  // namespace moshaver
