// Who gave whom what: the gifts of the shop as it was loaded, and those recorded since.
//
//   accounts  a guest who was merged into an account counts as the account, as buyer and as recipient
//   returns   a gift that was returned whole is left out
//   erased    a gift to an erased person has no recipient
//   threads   any; a look-up holds a lock while it copies what was recorded since the load
//   cost      O(gifts of the person); usual_gifts O(products); gifts_between O(gifts)
//   test      tests/advice/gift_test.cpp
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/data/gifts.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

struct ShopBase;
struct ShopState;

struct GivenGift {
  std::string recipient_id, buyer_id;  // recipient: empty: erased
  ItemId item;
  std::uint32_t time = 0;  // seconds since 1970 UTC; 0: unknown
  std::uint32_t position = 0;
  float quantity = 1;
  std::optional<double> price;  // of one piece
};

struct UsualGift {
  ItemId item;  // of a variant, its head
  std::uint32_t times = 0;
};

// What was recorded since the load.
class LiveGifts {
 public:
  struct Given {
    std::string recipient_id, buyer_id;
    Gift gift;  // without rows of recipient and buyer
  };
  void add(Given);
  void add_guest(const std::string& account, const std::string& guest);

  // The id itself, and the guests that were merged into it.
  [[nodiscard]] std::vector<std::string> names_of(const std::string& id) const;
  [[nodiscard]] std::vector<Given> to(const std::string& recipient_id) const;
  [[nodiscard]] std::vector<Given> by(const std::string& buyer_id) const;
  [[nodiscard]] std::vector<Given> all() const;

 private:
  using Places = std::unordered_map<std::string, std::vector<std::size_t>>;
  [[nodiscard]] std::vector<Given> at(const Places&, const std::string& id) const;

  mutable std::mutex mutex_;
  std::vector<Given> gifts_;  // in log order
  Places by_recipient_, by_buyer_;
  std::unordered_map<std::string, std::vector<std::string>> guests_;  // by account
};

// Fills in what the functions below read of the base: its gifts must be sorted.
void index_gifts(ShopBase&);

// By position in the log.
[[nodiscard]] std::vector<GivenGift> gifts_to(const ShopState&, const std::string& recipient_id);
[[nodiscard]] std::vector<GivenGift> gifts_by(const ShopState&, const std::string& buyer_id);
// To known recipients at these times, returned ones too; in no order.
[[nodiscard]] std::vector<GivenGift> gifts_between(const ShopState&, std::int64_t from, std::int64_t until);
// What was given at least three times, most first.
[[nodiscard]] std::vector<UsualGift> usual_gifts(const ShopState&);

}  // namespace moshaver
