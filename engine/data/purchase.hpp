// Compact purchase histories: the input of learners, of train-test splits and of fold-in.
//
//   shapes   histories back to back; user u owns purchases[offsets[u] .. offsets[u + 1])
//   order    within a user by time, and by order within equal times
//   memory   16 bytes a purchase, 8 a user
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include "engine/data/flat_vector.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

inline constexpr std::uint32_t day_seconds = 86'400;

struct Purchase {
  ItemId item;
  std::uint32_t time = 0;   // seconds since 1970 UTC; 0: unknown
  std::uint32_t order = 0;  // position of the basket in the customer's history, from 0
  float quantity = 1;       // what is left after returns; 0: liked, not bought
  bool operator==(const Purchase&) const = default;
};

// A view of histories owned elsewhere; valid while they live.
struct PurchaseView {
  std::span<const std::uint64_t> offsets;  // user_count() + 1; empty: no users
  std::span<const Purchase> purchases;

  [[nodiscard]] std::size_t user_count() const { return offsets.empty() ? 0 : offsets.size() - 1; }
  [[nodiscard]] std::span<const Purchase> history(UserId user) const {
    assert(user.row < user_count());
    return purchases.subspan(offsets[user.row], offsets[user.row + 1] - offsets[user.row]);
  }
};

struct PurchaseHistories {
  FlatVector<std::uint64_t> offsets = {0};
  FlatVector<Purchase> purchases;

  [[nodiscard]] PurchaseView view() const { return {offsets, purchases}; }
};

}  // namespace moshaver
