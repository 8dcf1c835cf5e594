// One request to one answer, from one state of the shop: whom it is for, what may come, what comes, how good that is.
#pragma once

#include <cstdint>

#include "engine/live/shop_state.hpp"
#include "moshaver/advisor.hpp"

namespace moshaver {

// All but `advice_id`. Errors: those of Advisor::advise.
[[nodiscard]] Result<Advice> answer(const ShopState&, const AdviceRequest&, std::int64_t now);

}  // namespace moshaver
