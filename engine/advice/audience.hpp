// Who of all customers most likely wants one product: the question of an answer the other way round.
//
// Scoring every customer takes a customer's answer each, so those go first who have something like the product or that
// goes with it: one look at every history, no arithmetic. What is scored is scored as in an answer.
#pragma once

#include "engine/live/shop_state.hpp"
#include "moshaver/advisor.hpp"

namespace moshaver {

// Errors: those of Advisor::audience.
[[nodiscard]] Result<Audience> find_audience(const ShopState&, const AudienceRequest&);

}  // namespace moshaver
