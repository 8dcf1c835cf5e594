// How an answer is made, for the library, the command line and HTTP alike:
//   request -> history -> rules -> candidates -> ranking -> reasons -> level
//
//   request.hpp    checks the request                  ranking.hpp      candidates and their order
//   situation.hpp  when, where, for how much           list_budget.hpp  a list whose sum is within the budget
//   history.hpp    the history to rank with            variants.hpp     the size and colour that is shown
//   due.hpp        which owned ones are due again      reasons.hpp      why each product is shown
//   rules/         which products are eligible         level.hpp        how much the answer achieves
//
// All steps read one immutable state of the shop. Cost: see engine/ranking; each rule takes about 2 us at 100,000
// products.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "engine/live/shop_state.hpp"
#include "moshaver/advice.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

// Answers one request; leaves `advice_id` empty. `clock`: seconds since 1970 UTC, used without context.now. Errors:
// those of Advisor::advise.
[[nodiscard]] Result<Advice> answer(const ShopState&, const AdviceRequest&, std::int64_t clock);

// Answers the same request for many customers, in blocks on `threads` threads (0: all), and calls `on_answer` in the
// order of the ids. `request` has neither a customer nor a history. An unknown id gets the popularity fallback. Stops
// when `on_answer` returns false.
[[nodiscard]] Result<void> answer_many(const ShopState&, std::span<const std::string> customer_ids,
                                       const AdviceRequest& request, std::int64_t clock, std::size_t threads,
                                       const std::function<bool(Advice&)>& on_answer, const ProgressSink& = {});

}  // namespace moshaver
