// A ranking as an answer that is shown: names, confidence, reasons, what the rules removed, and the level.
#pragma once

#include "engine/advice/eligible_products.hpp"
#include "engine/advice/history.hpp"
#include "engine/advice/ranking.hpp"
#include "engine/advice/reasons.hpp"
#include "engine/live/shop_state.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

// Fills in all of the Advice but advice_id, customer_id and ignored.
void describe(const ShopState&, const AdviceRequest&, const AdviceHistory&, Ranking&, EligibleProducts&, Advice&);

// Views the catalogue.
[[nodiscard]] ProductNames names_from(const LiveCatalogue&);

}  // namespace moshaver
