// Whose history an answer is made from, and which part of it: the first step of an answer.
//
//   placement       ranked by
//   for_you, ...    the whole history of the customer, or the one that the request gives
//   trending        nothing: the answer is the same for everybody
//   post_purchase   the customer's last order
//   complements     the product and the cart of the request
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/live/shop_state.hpp"
#include "engine/ranking/scorer.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

// Views its own vectors and the shop's state. Moving it keeps the views valid; it cannot be copied.
struct AdviceHistory {
  CurrentCustomer customer;    // whom the answer is for; its history is the given one where the request gives one
  std::vector<ItemId> basket;  // of complements: the product and the cart, ascending, each once
  CustomerState state;         // what the model ranks by: products that came after the model are left out
  std::vector<Purchase> given, asked;  // what the views above may point to

  AdviceHistory() = default;
  AdviceHistory(AdviceHistory&&) = default;
  AdviceHistory& operator=(AdviceHistory&&) = default;
};

// `product` is the request's, found in the catalogue. Ids that the shop does not know are added to `ignored`.
// `customer_id` stands in for the request's, so that a batch shares one request.
[[nodiscard]] AdviceHistory find_history(const ShopState&, const AdviceRequest&, const std::string& customer_id,
                                         std::optional<ItemId> product, std::vector<std::string>& ignored);

}  // namespace moshaver
