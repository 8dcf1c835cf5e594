// How much each product of a history counts: the confidence c of iALS, the same in training and when folding in.
//
//   c = n^count_exponent · 2^(−age / half_life_days)
//       n: separate baskets that held the product; age: days from its last purchase to the customer's last of anything
//
// An age against the customer's own last purchase needs no clock: a history gives the same vector whenever it is asked
// about, and a customer who pauses does not fade. What has no timestamp is of age 0.
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
  float half_life_days = 0;  // 0: never
};

// Distinct products, ascending, with their confidence > 0; those with rows from item_count on are left out.
[[nodiscard]] std::vector<WeightedItem> confident_items(std::span<const Purchase> history, std::uint32_t item_count,
                                                        const ConfidenceRule&);

// The same of all histories: user_count x item_count.
[[nodiscard]] SparseRows confidences(const Histories&, const ConfidenceRule&);

}  // namespace moshaver
