// What a request may say of a shop; moshaver/advice.hpp has what can be checked without one. The same checks and words for every face: library, command line, HTTP.
//
//   errors  invalid_argument with the field; unknown_item for a product_id that the shop does not know
#pragma once

#include <cstdint>
#include <optional>

#include "engine/live/shop_state.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

// Filters and context need a catalogue.
[[nodiscard]] Result<void> check_for(const ShopState&, const AdviceRequest&);
// context.now, else `clock`: seconds since 1970 UTC.
[[nodiscard]] Result<std::int64_t> time_of(const AdviceRequest&, std::int64_t clock);
// The request's product. Nothing where it names none.
[[nodiscard]] Result<std::optional<ItemId>> product_of(const ShopState&, const AdviceRequest&);

}  // namespace moshaver
