// Which of the products that a customer has bought are due again, and on which day.
//
//   gap       the customer's own gaps of the product (their median), joined by precision with the product's learned gap,
//             which is shifted by the customer's pace with other products of its category
//   chance    that the customer still comes back, given the time without a purchase: engine/model/repurchase.hpp
//   durable   a product that fewer than `least_chance` of such buyers buy again
//   due       from the time at which the share `least_elapsed` of the customer's gaps would have ended (about two thirds
//             of the gap of a regular customer), until the chance falls below `lapsed_chance`: after that the customer has
//             stopped buying it; and only while the score is at least `least_soon`
//   score     the probability of a purchase within the next 7 days (or the next order), so "most due first" is the
//             likeliest first
//   undated   a history without dates, for a model with days: nothing is due on a day, but what is bought again is known
//   cost      O(n log n) for n purchases, about .5 us a purchase; nothing for a model that learned no repurchases
//   chosen    the thresholds: bench/RESULTS.md, "Due again"
//   test      tests/advice/due_test.cpp
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/live/shop_state.hpp"
#include "engine/model/repurchase.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

struct DueThresholds {
  double least_chance = 0.2;
  double least_elapsed = 0.05;
  double lapsed_chance = 0.1;
  double least_soon = 0.02;
};

enum class DueState : std::uint8_t { durable, not_yet, due, lapsed };

struct DueProduct {
  ItemId item;
  DueState state = DueState::durable;
  float chance = 0;          // of another purchase, ever
  float score = 0;           // probability of one soon; 0 for durables
  std::uint32_t due_on = 0;  // seconds since 1970 UTC; 0: unknown
};

// Every product that the customer bought and the model knows, ascending. `now`: seconds since 1970 UTC.
[[nodiscard]] std::vector<DueProduct> due_products(const Repurchase&, std::span<const Purchase> history,
                                                   std::int64_t now, const DueThresholds& = {});

// What the rules and the ranking of an answer read.
struct OwnedProducts {
  bool known = false;                  // false: the model learned no repurchases
  std::vector<ItemId> owned, not_due;  // ascending; each product bought is in one of these or in `due`
  std::vector<DueProduct> due;         // ascending by item
  [[nodiscard]] const DueProduct* find_due(ItemId) const;
};

// For a request with the clock at `now`. A shop without events for 30 days is taken as of its latest event, unless the
// request gives context.now: its data stands still, and its customers have not stopped buying.
[[nodiscard]] OwnedProducts find_owned(const ShopState&, const AdviceRequest&, std::span<const Purchase> history,
                                       std::int64_t now);

}  // namespace moshaver
