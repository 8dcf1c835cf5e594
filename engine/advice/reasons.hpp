// Turns the terms of a score into sentences. Every reason is a term of the score, or the sum of the terms of one past
// purchase.
//
//   reasons  for customers: the positive reasons, one for each past purchase; shares sum to 1
//   terms    for analysing a score: every term, also negative ones and the base; amounts sum to the score
//   cost     O(history) a term
//   test     tests/advice/reasons_test.cpp
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/purchase.hpp"
#include "engine/ranking/scorer.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

// Product ids and titles from the catalogue.
struct ProductNames {
  std::function<std::string_view(ItemId)> id, title;  // title: empty if unknown
};

// The largest `most` reasons, and the rest summed up as one reason with code "other". Adds up the terms of one past
// purchase and gives the sum the code of the largest term. Omits negative sums and the base.
[[nodiscard]] std::vector<Reason> make_reasons(std::span<const Contribution> largest_first, std::size_t most,
                                               std::span<const Purchase> history, const ProductNames&);

// In the customer's usual size. It says which variant is shown, so it has no share of the score.
[[nodiscard]] Reason usual_size(const std::string& size);

// For a gift: the same reasons summed up by code, without the recipient's purchases, which the buyer must not see.
[[nodiscard]] std::vector<Reason> without_evidence(std::vector<Reason>);

// Every term, largest first, and the base last. `share` is relative to the sum of the positive terms; negative terms
// have a negative share.
[[nodiscard]] std::vector<Reason> make_terms(std::span<const Contribution> largest_first,
                                             std::span<const Purchase> history, const ProductNames&);

}  // namespace moshaver
