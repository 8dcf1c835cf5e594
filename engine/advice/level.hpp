// Which of the four levels of DESIGN section 1 an answer reaches, and what keeps it from the next. Nothing is claimed
// that was not checked.
//
//   1  right        a known history, and a confidence for what is shown
//   2  obtainable   stock is known for what is shown, and the region where a product is tied to regions
//   3, 4            not reached yet
#pragma once

#include <span>

#include "engine/live/live_catalogue.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

// Fills in `level` and `next_level_needs`. `personal`: the answer is made from somebody's history.
void set_level(const LiveCatalogue&, const AdviceRequest&, bool personal, std::span<const ItemId> shown, Advice&);

}  // namespace moshaver
