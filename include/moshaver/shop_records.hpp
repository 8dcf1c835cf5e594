// What a shop tells about itself, one record at a time: events, products, customers. The fields of DESIGN section 4.
//
//   text     UTF-8; empty: not said. Ids have at most 1,024 bytes, other texts at most 64 KiB
//   time     ISO 8601 or seconds since 1970 UTC, as text, from 1970 to 2099
//   errors   a record that cannot be is refused with the name of its field
//   tables   event_fields, product_fields, customer_fields: every field by name, the record's own id first
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>

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

// A field by the name that it has in files, requests and replies.
template <class Record>
struct RecordField {
  const char* name;
  std::variant<std::string Record::*, double Record::*, std::optional<double> Record::*> member;
  bool is_time = false;  // where numbers can be told from text, one stands for seconds
};

inline constexpr std::array<RecordField<Event>, 14> event_fields = {{{"event_id", &Event::event_id},
                                                                     {"customer_id", &Event::customer_id},
                                                                     {"product_id", &Event::product_id},
                                                                     {"event", &Event::event},
                                                                     {"timestamp", &Event::timestamp, true},
                                                                     {"quantity", &Event::quantity},
                                                                     {"unit_price", &Event::unit_price},
                                                                     {"value", &Event::value},
                                                                     {"order_id", &Event::order_id},
                                                                     {"recipient_id", &Event::recipient_id},
                                                                     {"account_id", &Event::account_id},
                                                                     {"channel", &Event::channel},
                                                                     {"place", &Event::place},
                                                                     {"reason", &Event::reason}}};
inline constexpr std::array<RecordField<Product>, 18> product_fields = {
    {{"product_id", &Product::product_id},
     {"title", &Product::title},
     {"title_fa", &Product::title_fa},
     {"kind", &Product::kind},
     {"category", &Product::category},
     {"brand", &Product::brand},
     {"price", &Product::price},
     {"currency", &Product::currency},
     {"stock", &Product::stock},
     {"lead_days", &Product::lead_days},
     {"regions", &Product::regions},
     {"available_from", &Product::available_from, true},
     {"available_until", &Product::available_until, true},
     {"variant_of", &Product::variant_of},
     {"goes_with", &Product::goes_with},
     {"guide", &Product::guide},
     {"tags", &Product::tags},
     {"audience", &Product::audience}}};
inline constexpr std::array<RecordField<Customer>, 9> customer_fields = {{{"customer_id", &Customer::customer_id},
                                                                          {"kind", &Customer::kind},
                                                                          {"relation", &Customer::relation},
                                                                          {"account_id", &Customer::account_id},
                                                                          {"region", &Customer::region},
                                                                          {"segment", &Customer::segment},
                                                                          {"birthday", &Customer::birthday},
                                                                          {"language", &Customer::language},
                                                                          {"consent", &Customer::consent}}};

}  // namespace moshaver
