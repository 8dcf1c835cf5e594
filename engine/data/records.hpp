// One row of what a shop sends, as read and checked: an event, a product or a customer, still with the shop's own keys.
//
//   ownership  string views point into the reader's buffer: valid during the callback that hands the record over
//   checked    text is valid UTF-8; numbers are finite; timestamps lie in [1970-01-01, 2100-01-01)
//   absent     an empty string view or nullopt: the file did not say
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace moshaver {

enum class EventKind : std::uint8_t {
  view,
  cart,
  purchase,
  return_,
  like,
  dislike,
  hide,
  rating,
  complaint,
  resolve,
  survey,
  question,
  referral
};
inline constexpr std::array<std::string_view, 13> event_kind_names = {
    "view",   "cart",      "purchase", "return", "like",     "dislike", "hide",
    "rating", "complaint", "resolve",  "survey", "question", "referral"};

struct EventRecord {
  std::string_view customer_id;  // never empty
  std::string_view product_id;   // never empty
  EventKind kind = EventKind::purchase;
  std::optional<std::int64_t> timestamp;  // seconds since 1970-01-01 UTC
  double quantity = 1;                    // > 0: a negative quantity arrives as kind return_
  std::optional<double> unit_price, value;
  std::string_view order_id, recipient_id, account_id, channel, place, reason, event_id;
};

enum class ProductKind : std::uint8_t { good, service };

struct ProductRecord {
  std::string_view product_id;  // never empty
  std::string_view title, title_fa, category, brand, currency, regions, variant_of, goes_with, guide, tags, audience;
  std::optional<ProductKind> kind;
  std::optional<double> price, stock, lead_days;
  std::optional<std::int64_t> available_from, available_until;  // seconds since 1970-01-01 UTC
};

struct CustomerRecord {
  std::string_view customer_id;  // never empty
  std::string_view kind;         // person | organisation
  std::string_view relation;     // external | internal
  std::string_view account_id, region, segment, birthday, language, consent;
};

// Bought for somebody else: it says nothing of the buyer's own taste. What somebody buys for themselves is no gift. Events
// read from the log have rows instead of ids: their recipient, where there is one, is somebody else.
[[nodiscard]] inline bool is_gift(const EventRecord& event) {
  return !event.recipient_id.empty() && event.recipient_id != event.customer_id;
}

}  // namespace moshaver
