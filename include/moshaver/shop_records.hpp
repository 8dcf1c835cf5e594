// What a shop tells about itself, one record at a time: events, products, customers. The fields of DESIGN section 4.
//
//   text     UTF-8; empty: not said. Ids have at most 1,024 bytes, other texts at most 64 KiB
//   time     ISO 8601 or seconds since 1970 UTC, as text, from 1970 to 2099
//   errors   a record that cannot be is refused with the name of its field
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace moshaver {

struct Event {
  std::string customer_id, product_id;  // required
  std::string event;                    // view cart purchase return like dislike hide rating ...; empty: purchase
  std::string timestamp;                // empty: now
  double quantity = 1;                  // not 0; a purchase of less than 0 is a return
  std::optional<double> unit_price, value;
  std::string order_id, recipient_id, account_id, channel, place, reason;
  std::string event_id;  // sent again with the same one, an event is stored once; empty: known by all its content
};

struct Product {
  std::string product_id;  // required
  std::string title, title_fa;
  std::string kind;      // good | service
  std::string category;  // a path with ">"
  std::string brand, currency;
  std::string regions;  // where it can be delivered, divided by commas, semicolons or bars; empty: everywhere
  std::string available_from, available_until;
  std::string variant_of, goes_with, guide, tags, audience;
  std::optional<double> price, stock, lead_days;  // stock: 0 or less is out of stock, none is not said
};

struct Customer {
  std::string customer_id;  // required
  std::string kind;         // person | organisation
  std::string relation;     // external | internal
  std::string account_id, region, segment;
  std::string birthday;  // MM-DD
  std::string language, consent;
};

}  // namespace moshaver
