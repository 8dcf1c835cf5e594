// Explains the rank of one product for one customer: the ranking without rules, and every term of the score.
#pragma once

#include <string>

#include "engine/live/shop_state.hpp"
#include "moshaver/recommender.hpp"

namespace moshaver {

// `language`: en or fa; empty: as of an answer. Errors: unknown_item; invalid_argument (context.language); not_found for
// a customer without history.
[[nodiscard]] Result<Explanation> explain(const ShopState&, const std::string& customer_id,
                                          const std::string& product_id, const std::string& language);

}  // namespace moshaver
