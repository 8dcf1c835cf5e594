// Every event of a shop or of a set of files, as columns in log order, with keys mapped to dense rows: the input of
// training.
//
//   memory   26 bytes an event, 32 a gift, plus the keys
//   source   Store::read (a shop) or read_files (no shop)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/catalogue.hpp"
#include "engine/data/event_reason.hpp"
#include "engine/data/gifts.hpp"
#include "engine/data/key_map.hpp"
#include "engine/data/records.hpp"

namespace moshaver {

// Events of one customer with equal keys belong to one order. An order number below 2^31 is kept (without timestamps it
// tells which order came first); any other text is hashed into the upper half. 0: no order.
std::uint32_t order_key(std::string_view order_id);

struct EventTable {
  KeyMap customers, products;
  std::vector<std::uint32_t> user, item;
  std::vector<std::uint32_t> time;   // seconds since 1970-01-01 UTC; 0: unknown
  std::vector<std::uint32_t> order;  // order_key
  std::vector<float> quantity;       // > 0
  std::vector<float> value;          // the rating; NaN: none
  std::vector<EventKind> kind;
  std::vector<EventReason> reason;  // of returns and complaints
  std::vector<bool> gift;           // bought for somebody else (recipient_id)

  GiftTable gifts;  // what these were, for whom; not sorted

  std::vector<std::string> titles;  // by product row; may be shorter than products
  Catalogue catalogue;
  std::vector<bool> internal;  // by customer row: staff; may be shorter than customers

  [[nodiscard]] std::size_t size() const { return user.size(); }
  void reserve(std::size_t events);
  // Appends one event whose keys are already rows.
  void push(std::uint32_t user_row, std::uint32_t item_row, const EventRecord&);
  // Replaces the attributes that the record gives. The entry in `titles` is the title, else title_fa.
  void put_product(std::uint32_t item_row, const ProductRecord&);
  // Puts the product attributes that came with an event, unless the product has a title. Cheap when it has one.
  void name_product(std::uint32_t item_row, const ProductRecord&);
};

}  // namespace moshaver
