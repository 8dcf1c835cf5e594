// Which of the four levels of DESIGN section 1 an answer reaches, and what the next level needs. A level is reached
// only if its conditions were checked.
//
//   1  accuracy       the history is known, and the shown products have a confidence
//   2  availability   the stock of each shown product is known, and the region if a product is limited to regions
//   3  partnership    the customer has an id, and the shop records returns, complaints, likes or dislikes: these have
//                     changed the answer by its rules
//   4                 not reached yet
#pragma once

#include <span>

#include "engine/advice/situation.hpp"
#include "engine/live/live_catalogue.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

// Fills in `level` and `next_level_needs`. `personal`: the answer depends on a history.
void set_level(const ShopState&, const Situation&, bool personal, std::span<const ItemId> shown, Advice&);

}  // namespace moshaver
