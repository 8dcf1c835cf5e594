// The records of moshaver/shop_records.hpp as read and checked, still with the shop's own keys.
//
//   ownership  texts are views into the reader's buffer: valid during the callback that hands the record over
//   checked    every field keeps its rule in fields_of<...>: text is valid UTF-8, numbers are finite and within bounds,
//              words are spelled as in the rule, times are seconds since 1970-01-01 UTC, before 2100
//   absent     an empty view or nullopt: the file does not say
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "moshaver/shop_records.hpp"

namespace moshaver {

struct AsChecked {
  using Text = std::string_view;
  using Time = std::optional<std::int64_t>;
  using Kind = EventKind;
  static constexpr EventKind purchase = EventKind::purchase;
};
// `quantity` is above 0: a purchase of less than 0 arrives as a return.
using EventRecord = BasicEvent<AsChecked>;
using ProductRecord = BasicProduct<AsChecked>;
using CustomerRecord = BasicCustomer<AsChecked>;

// Bought for somebody else: it says nothing about the buyer's own taste. Whoever is their own recipient bought no gift.
// Events of the log have rows instead of ids; there a recipient, if any, is somebody else.
[[nodiscard]] inline bool is_gift(const EventRecord& event) {
  return !event.recipient_id.empty() && event.recipient_id != event.customer_id;
}

}  // namespace moshaver
