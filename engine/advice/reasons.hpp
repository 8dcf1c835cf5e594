// From the terms of a score to reasons that a person reads. Nothing is made up here: every reason is a term, named.
//
//   sums   the amounts sum to the score (float precision of the scorer aside), the shares of what speaks for the product
//          to 1
//   cost   O(history) a term
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/dataset.hpp"
#include "engine/ranking/scorer.hpp"
#include "moshaver/recommender.hpp"

namespace moshaver {

// How products are called: by the data that was read, or by a catalogue that changes.
struct ProductNames {
  std::function<std::string_view(ItemId)> id, title;  // title: empty where there is none
};

// The largest `most` terms by themselves, the rest as one of code "other", and last the `base` that any product has.
[[nodiscard]] std::vector<Reason> make_reasons(std::span<const Contribution> largest_first, std::size_t most,
                                               std::span<const Purchase> history, const ProductNames&);
[[nodiscard]] std::vector<Reason> make_reasons(std::span<const Contribution> largest_first, std::size_t most,
                                               std::span<const Purchase> history, const Dataset&);

}  // namespace moshaver
