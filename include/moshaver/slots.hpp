// What is free of a service: one slot a record. The columns of --slots files and the body of PUT /v1/products/{id}/slots.
//
//   time      ISO 8601 or Unix seconds; without an offset it is UTC
//   key       the product and the start: a slot that starts when another of the same product starts replaces it.
//             Slots of one product may overlap, and are separate: two rooms, two technicians
//   bookings  a purchase event whose `slot` is the start uses up one piece of capacity a quantity; its return frees it
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "moshaver/shop_records.hpp"

namespace moshaver {

template <class Form>
struct BasicSlot {
  typename Form::Text product_id;
  typename Form::Time start = {}, end = {};
  std::optional<double> capacity;
};
using Slot = BasicSlot<AsGiven>;

template <class Form>
inline constexpr auto fields_of<BasicSlot<Form>> =
    std::tuple{Field{"product_id", &BasicSlot<Form>::product_id, rules::required(rules::id), "the service"},
               Field{"start", &BasicSlot<Form>::start, rules::required(rules::time), "when the slot begins"},
               Field{"end", &BasicSlot<Form>::end, rules::required(rules::time), "when it ends, after its start"},
               Field{"capacity", &BasicSlot<Form>::capacity, rules::between(0, max_quantity, "bookings"),
                     "how many can book it; 1 when not given"}};

// A slot and what is left of it.
struct SlotState {
  std::string start, end;  // ISO 8601, UTC
  double capacity = 0, booked = 0;
};
template <>
inline constexpr auto fields_of<SlotState> =
    std::tuple{Field{"start", &SlotState::start, rules::required(rules::text), "when the slot begins"},
               Field{"end", &SlotState::end, rules::required(rules::text), "when it ends"},
               Field{"capacity", &SlotState::capacity, rules::required(rules::number), "how many can book it"},
               Field{"booked", &SlotState::booked, rules::required(rules::number), "how many have booked it"}};

}  // namespace moshaver
