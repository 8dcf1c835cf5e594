// Who is to be reminded of which day, by when to order for it, and what to give: moshaver/occasions.hpp says what is
// listed. One occasion is answered as any other request: placement gift for a recipient, else for_you.
//
//   reads    the stored occasions and birthdays of the days asked for, by an index; the gifts of the year before, by a
//            pass over all gifts
//   cost     days before the 10,000th entry; then an answer an entry, if products are asked for
//   test     tests/advice/occasions_test.cpp
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/live/shop_state.hpp"
#include "engine/store/store.hpp"
#include "moshaver/occasions.hpp"

namespace moshaver {

struct OccasionReader {
  const Store& store;
  std::function<std::optional<std::uint32_t>(const std::string& customer_id)> row_of;
};

// `clock`: seconds since 1970 UTC, used without request.now. `next_advice_id`: called for each entry with products.
// Errors: those of Advisor::occasions.
[[nodiscard]] Result<UpcomingOccasions> find_occasions(const ShopState&, const OccasionReader&, const OccasionsRequest&,
                                                       std::int64_t clock,
                                                       const std::function<std::string()>& next_advice_id);

// Of one customer, within 366 days, without products.
[[nodiscard]] Result<std::vector<UpcomingOccasion>> occasions_of(const ShopState&, const OccasionReader&,
                                                                 const std::string& customer_id, std::int64_t clock);

}  // namespace moshaver
