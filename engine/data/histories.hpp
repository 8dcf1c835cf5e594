// Every customer's purchase history in order of time: the events, after returns, gifts and dislikes are applied.
//
//   return     takes its quantity from the customer's latest purchases of that product, those of the same order first;
//              a purchase with nothing left is removed. A return without a purchase (made before the data begins) is
//              counted
//   gift       (recipient_id) does not show the buyer's own taste: left out of the history
//   dislike    (also hide, and a rating of 2 or less) removes the product from the history and hides it from answers
//   like       (also a rating of 4 or more) of a product not bought enters with quantity 0: evidence, but not owned
//   question   of a product not bought and not hidden enters like a like
//   order      events sort by time, then log order; without timestamps by order number if each has one, then log order.
//              A basket is the events of one order; without orders, of one UTC day; without either, the whole history
//   memory     16 bytes a purchase; while building, 4 more an event and a product
//   time       O(events log(events a customer)); a return costs the customer's purchases of that product
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/data/event_table.hpp"
#include "engine/data/purchase.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

struct Histories : PurchaseHistories {
  std::vector<std::uint64_t> hidden_offsets = {0};
  std::vector<ItemId> hidden;  // by user, ascending: never recommended
  std::vector<bool> internal;  // by user: staff, kept out of public popularity; may be shorter than the users
  std::uint32_t item_count = 0;

  [[nodiscard]] std::uint32_t user_count() const { return static_cast<std::uint32_t>(view().user_count()); }
  [[nodiscard]] std::span<const Purchase> of(UserId user) const { return view().history(user); }
  [[nodiscard]] std::span<const ItemId> hidden_of(UserId user) const {
    if (hidden_offsets.size() <= user.row + 1) return {};
    return std::span(hidden).subspan(hidden_offsets[user.row], hidden_offsets[user.row + 1] - hidden_offsets[user.row]);
  }
  [[nodiscard]] bool is_internal(UserId user) const { return user.row < internal.size() && internal[user.row]; }
};

struct ReturnCounts {
  std::uint64_t returns = 0, matched = 0;  // matched: at least in part
  std::uint64_t purchases_undone = 0;      // returned completely
  std::uint64_t gifts = 0;
};

[[nodiscard]] Histories build_histories(const EventTable&, ReturnCounts* counts = nullptr);

// 128 bits in hex over everything that training reads except the catalogue and sessions: the same for the same data,
// however it was stored.
[[nodiscard]] std::string fingerprint(const Histories&, const KeyMap& customers, const KeyMap& products);

}  // namespace moshaver
