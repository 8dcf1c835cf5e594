// What gift advice rests on besides the recipient's own purchases: what they were given, and what the buyer gives.
//
//   taste     of the recipient: their own purchases and the gifts that they received, if they agreed to `gifts`; the
//             gifts that the buyer gave them in any case: these the buyer knows
//   given     is not given again, except what is bought again anyway (engine/model/repurchase.hpp)
//   dearest   of the buyer's gifts to anybody, from three with a price on: twice that is the most that is recommended
//             (rules/above_usual_gifts.cpp), unless the request has a budget
//   unknown   a recipient of whom nothing may be known gets what is given most
//   test      tests/advice/gift_test.cpp
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/customer_attributes.hpp"
#include "engine/data/purchase.hpp"
#include "engine/live/live_gifts.hpp"
#include "engine/live/shop_state.hpp"

namespace moshaver {

struct GiftBasis {
  bool asked = false;                          // the request is for a recipient
  CustomerAttributes buyer;                    // region, contract and language of who pays
  std::vector<GivenGift> by_buyer;             // to this recipient
  std::vector<ItemId> given;                   // not to be given again: heads, ascending
  std::optional<double> dearest, usual_price;  // of the buyer's gifts: the most, and the median
  std::vector<UsualGift> usual;                // only if nothing is known of the recipient
  std::vector<Purchase> bought, taste;         // purchases and gifts in the order of time; taste: heads
};

// `recipient`: without history if the buyer must not know it.
[[nodiscard]] GiftBasis find_gift_basis(const ShopState&, const std::string& recipient_id,
                                        const std::string& customer_id, const CurrentCustomer& recipient,
                                        bool recipient_agrees);

}  // namespace moshaver
