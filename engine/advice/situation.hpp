// What an answer must be obtainable for: when, where, by which day, for how much. The rules of level 2 read it.
//
//   request   its context; what it leaves open comes from what the shop says of the customer
//   errors    invalid_argument with the field: a time in the past, a region that nobody knows, another currency
//   test      tests/advice/obtainable_test.cpp
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/advice/delivery.hpp"
#include "engine/advice/free_slots.hpp"
#include "engine/live/shop_state.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

struct Situation {
  std::shared_ptr<const ShopSettings> settings;
  std::int64_t now = 0;                 // seconds since 1970 UTC
  std::string region;                   // folded; empty: not known
  std::optional<std::int32_t> need_by;  // day in the shop's time zone
  std::optional<double> budget;         // of an item; with BudgetScope::list also of the list
  BudgetScope budget_scope = BudgetScope::item;
  std::optional<double> price_min, price_max;  // of an item
  std::optional<double> most_for_gift;         // by what the buyer gives; none: not known, or there is a budget
  std::string currency;                        // of prices; empty: the shop names none
  SlotWindow slot_window;                      // when a service is wanted
  bool names_time = false;                     // the request says when something is wanted
  std::shared_ptr<const LiveSlots> slots;
  std::shared_ptr<const Contract> contract;  // null: none applies
  bool is_staff = false;

  // The same for every product.
  [[nodiscard]] Delivery delivery() const { return {settings, region, now}; }
};

// Of the request, before the customer is known. Errors: see above.
[[nodiscard]] Result<Situation> situation_of(const ShopState&, const AdviceRequest&, std::int64_t now);
// The same for one customer; the request's own words come first. `whose`: whose history it is. A gift is delivered to
// them; contract, prices and what is for staff only are those of who asks and pays, `customer_id`.
[[nodiscard]] Situation situation_of(const ShopState&, const AdviceRequest&, const Situation& of_request,
                                     const CurrentCustomer& whose, const std::string& customer_id);
// For a gift: delivered to the recipient, or to the buyer where the recipient's region is not known; paid by the buyer.
// `dearest`: of the gifts that the buyer gave, if known.
[[nodiscard]] Situation situation_of_gift(const ShopState&, const AdviceRequest&, const Situation& of_request,
                                          const CustomerAttributes& recipient, const CustomerAttributes& buyer,
                                          std::optional<double> dearest);
// Whether the rules of level 2 give the same result.
[[nodiscard]] bool same_obtainable(const Situation&, const Situation&);

// When the first free slot of a service begins.
[[nodiscard]] std::optional<std::int64_t> slot_of(const Situation&, ItemId);
// What the product costs the customer in the shop's currency, by the contract or the catalogue; nullopt: unknown, or
// another currency.
[[nodiscard]] std::optional<double> price_in(const Situation&, const LiveProduct&);

}  // namespace moshaver
