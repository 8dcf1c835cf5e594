// From the terms of a score to reasons that a person reads. Every reason is a term of the score, or the sum of those of
// one past purchase.
//
//   reasons  for people: what speaks for the product, one reason for each past purchase; shares sum to 1
//   terms    for who examines a score: every term by itself, those against the product and the base as well; amounts
//            sum to the score
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
  std::function<std::string_view(ItemId)> id, title;  // title: empty where there is none
};

// The largest `most` by themselves, the rest as one of code "other". Terms that come from one past purchase are one
// reason, named after the largest of them. What speaks against the product, and the base, are left out.
[[nodiscard]] std::vector<Reason> make_reasons(std::span<const Contribution> largest_first, std::size_t most,
                                               std::span<const Purchase> history, const ProductNames&);

// Every term, largest first, and last the base that any product has. A share is of all that speaks for the product, and
// below 0 where the term speaks against it.
[[nodiscard]] std::vector<Reason> make_terms(std::span<const Contribution> largest_first,
                                             std::span<const Purchase> history, const ProductNames&);

}  // namespace moshaver
