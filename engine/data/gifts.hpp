// Gifts: purchases for somebody else (recipient_id), and their returns. Histories leave them out; they tell the
// recipient's taste, and the buyer's budget and timing.
//
//   order    by recipient, then by position in the log
//   erased   a gift to somebody who was erased keeps no recipient, but its price is still the buyer's
//   memory   32 bytes a gift, and each recipient's key once
//   test     tests/data/gifts_test.cpp
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/data/flat_vector.hpp"
#include "engine/data/key_map.hpp"
#include "engine/data/records.hpp"

namespace moshaver {

// What the log has in place of an erased recipient's id.
inline constexpr std::string_view erased_recipient = "erased";

struct Gift {
  static constexpr std::uint32_t no_one = 0xffffffff;
  std::uint32_t recipient = no_one;  // row of GiftTable::recipients; no_one: erased
  std::uint32_t buyer = 0, item = 0;
  std::uint32_t time = 0;  // seconds since 1970 UTC; 0: unknown
  std::uint32_t position = 0;
  float quantity = 1;
  float price = 0;             // of one piece; NaN: unknown
  std::uint32_t returned = 0;  // 1: a return of such a gift. All 4 bytes, so that no padding is written to disk
};
// `event` is a gift. False: it is neither a purchase nor a return.
[[nodiscard]] bool is_kept_gift(const EventRecord& event);
[[nodiscard]] Gift gift_of(const EventRecord&, std::uint32_t recipient, std::uint32_t buyer, std::uint32_t item,
                           std::uint32_t position);

class GiftTable {
 public:
  // Add in log order, then sort().
  void add(const EventRecord&, std::uint32_t buyer, std::uint32_t item, std::uint32_t position);
  void add(std::string_view recipient, Gift);
  void sort();
  // Buyers are replaced by their accounts.
  void give_to_accounts(const std::unordered_map<std::uint32_t, std::uint32_t>& merges) {
    if (merges.empty()) return;
    for (Gift& gift : gifts_) {
      if (const auto account = merges.find(gift.buyer); account != merges.end()) gift.buyer = account->second;
    }
  }
  [[nodiscard]] static GiftTable from_parts(KeyMap recipients, FlatVector<Gift> sorted);

  // All after sort().
  [[nodiscard]] std::span<const Gift> to(std::string_view recipient) const;
  [[nodiscard]] std::span<const Gift> all() const { return gifts_; }
  [[nodiscard]] const KeyMap& recipients() const { return recipients_; }
  // Empty: erased.
  [[nodiscard]] std::string_view recipient_of(const Gift& gift) const {
    return gift.recipient == Gift::no_one ? std::string_view() : recipients_.key(gift.recipient);
  }

 private:
  KeyMap recipients_;
  FlatVector<Gift> gifts_;
};

}  // namespace moshaver
