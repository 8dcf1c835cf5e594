// Orders equal fits by what the shop earns: the only thing that margin may do.
//
//   equal    successive items whose scores differ from the first of them by at most `band` of it, as [margin] of shop.toml
//            states; without that setting nothing moves
//   moved    only items with a known margin (price less cost), among their own places; ties keep their order
//   told     Advice::margin_moved; the margin report counts it over a shop
//   test     tests/advice/margin_test.cpp
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "moshaver/advice.hpp"

namespace moshaver {

// `margins`: one an item. Ranks stay 1, 2, ... Returns how many items are at another place than before.
std::size_t break_ties_by_margin(std::vector<RecommendedItem>& items, std::span<const std::optional<double>> margins,
                                 double band);

}  // namespace moshaver
