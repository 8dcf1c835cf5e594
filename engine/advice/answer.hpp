// One way to an answer, for the library, the command line and HTTP alike:
//   request -> history -> rules -> candidates -> ranking -> reasons -> level
//
//   request.hpp   what a request may say            ranking.hpp   candidates and their order
//   history.hpp   whose history ranks               reasons.hpp   why
//   rules/        what may come                     level.hpp     how good the answer is
//
// All read one immutable state of the shop. Time: engine/ranking; rules take some 2 us each at 100,000 products.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "engine/live/shop_state.hpp"
#include "moshaver/advice.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

// All but `advice_id`. `clock`: seconds since 1970 UTC, for requests without context.now. Errors: those of
// Advisor::advise.
[[nodiscard]] Result<Advice> answer(const ShopState&, const AdviceRequest&, std::int64_t clock);

// The same request for many customers: one answer after another, in the order of the ids, computed in blocks on `threads`
// threads (0: all). `request` names neither a customer nor a history. An id that no customer can have gets the
// popularity fallback. Stops early when `on_answer` returns false.
[[nodiscard]] Result<void> answer_many(const ShopState&, std::span<const std::string> customer_ids,
                                       const AdviceRequest& request, std::int64_t clock, std::size_t threads,
                                       const std::function<bool(Advice&)>& on_answer, const ProgressSink& = {});

}  // namespace moshaver
