// Checks a request against a shop; moshaver/advice.hpp has the checks that need no shop. Library, command line and HTTP
// use the same checks and messages.
//
//   errors  invalid_argument with the field; unknown_item if the shop does not know product_id
#pragma once

#include <cstdint>
#include <optional>

#include "engine/live/shop_state.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

// Refuses filters and context, except its language, if there is no catalogue.
[[nodiscard]] Result<void> check_for(const ShopState&, const AdviceRequest&);
// context.now, or `clock` without it; seconds since 1970 UTC.
[[nodiscard]] Result<std::int64_t> time_of(const AdviceRequest&, std::int64_t clock);
// The request's product; nullopt if product_id is empty.
[[nodiscard]] Result<std::optional<ItemId>> product_of(const ShopState&, const AdviceRequest&);

}  // namespace moshaver
