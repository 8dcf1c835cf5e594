// The frequency cap of shop.toml: a product is shown to a customer at most `shown` times in `days` days, the day of the
// answer included. It holds for for_you, where the shop chooses the subject; who asks about a product gets an answer.
//
//   counts   answers of for_you to a customer, and `shown` events (live_shown.hpp)
//   test     tests/advice/frequency_cap_test.cpp
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/live/shop_state.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

// Heads of the products that the customer was shown as often as the cap allows; empty without a cap.
[[nodiscard]] std::vector<ItemId> shown_often(const ShopState&, const AdviceRequest&, const std::string& customer_id,
                                              std::int64_t now);
// Counts the items of an answer. `clock`: as for answer(); the request's own time comes first.
void count_as_shown(const ShopState&, const AdviceRequest&, const Advice&, std::int64_t clock);

}  // namespace moshaver
