// Chooses the history that an answer is computed from: the first step of an answer.
//
//   placement       history
//   for_you, ...    the customer's whole history, or the history in the request; with an account_id in the request, the
//                   purchases of all who buy for that organisation, at most the latest 2,000
//   trending        none: the answer is the same for every customer
//   post_purchase   the customer's last order
//   complements     the request's product and cart
//   gift            the recipient's, if they agreed to that, and gifts to them (gift_basis.hpp); none of the buyer's
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/advice/due.hpp"
#include "engine/advice/gift_basis.hpp"
#include "engine/data/customer_feedback.hpp"
#include "engine/live/shop_state.hpp"
#include "engine/ranking/scorer.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

// Its spans refer to its own vectors and to the shop's state. Move-only; moving keeps the spans valid.
struct AdviceHistory {
  CurrentCustomer customer;    // the customer; with request.history, that history
  bool lacks_consent = false;  // a gift for somebody who did not agree to it: answered as for a stranger
  CustomerFeedback feedback;
  std::vector<ItemId> basket;          // for complements: the product and the cart, ascending, each once
  CustomerState state;                 // the model's input, without products newer than the model
  OwnedProducts owned;                 // of the customer's whole history
  GiftBasis gift;                      // of a gift for a recipient
  std::vector<ItemId> shown_often;     // heads of products that the frequency cap leaves out
  std::vector<Purchase> given, asked;  // storage for the spans above
  std::vector<ItemId> hides;           // likewise

  // What the answer rests on, whole: for a gift also the gifts that the recipient received.
  [[nodiscard]] std::span<const Purchase> basis() const {
    return gift.taste.empty() ? customer.history : std::span<const Purchase>(gift.taste);
  }

  AdviceHistory() = default;
  AdviceHistory(AdviceHistory&&) = default;
  AdviceHistory& operator=(AdviceHistory&&) = default;
};

// `product`: the request's product. Adds ids that the shop does not know to `ignored`. `customer_id` replaces the
// request's, so that a batch shares one request. `now`: seconds since 1970 UTC.
[[nodiscard]] AdviceHistory find_history(const ShopState&, const AdviceRequest&, const std::string& customer_id,
                                         std::optional<ItemId> product, std::int64_t now,
                                         std::vector<std::string>& ignored);

}  // namespace moshaver
