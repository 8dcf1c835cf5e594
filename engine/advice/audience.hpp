// Finds the customers who are most likely to want one product: a recommendation in reverse.
//
// Scoring a customer costs as much as an answer, so customers who have a related product (similar, complement or
// substitute) are scored first. Finding them takes one pass over all histories. Scores are the same as in an answer.
// Only customers with consent to `audience` are considered.
#pragma once

#include "engine/live/shop_state.hpp"
#include "moshaver/advisor.hpp"

namespace moshaver {

// Errors: those of Advisor::audience.
[[nodiscard]] Result<Audience> find_audience(const ShopState&, const AudienceRequest&);

}  // namespace moshaver
