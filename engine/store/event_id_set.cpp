#include "engine/store/event_id_set.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <utility>
#include <vector>

namespace moshaver {

namespace {

constexpr std::uint64_t claimed_bit = 1;

// Hash of all fields of an event. Includes field lengths, so that "ab","c" and "a","bc" differ.
XXH128_hash_t content_hash(const EventRecord& event) {
  thread_local std::vector<char> bytes;
  bytes.clear();
  const auto add = [](const void* data, std::size_t size) {
    const char* begin = static_cast<const char*>(data);
    bytes.insert(bytes.end(), begin, begin + size);
  };
  for (const std::string_view text : {event.customer_id, event.product_id, event.order_id, event.recipient_id,
                                      event.account_id, event.channel, event.place, event.reason}) {
    const std::uint32_t size = static_cast<std::uint32_t>(text.size());
    add(&size, sizeof size);
    add(text.data(), text.size());
  }
  const std::int64_t time = event.timestamp.value_or(-1);
  const std::array<double, 3> numbers = {event.quantity, event.unit_price.value_or(-1), event.value.value_or(-1e300)};
  add(&event.kind, sizeof event.kind);
  add(&time, sizeof time);
  add(numbers.data(), sizeof numbers);
  return XXH3_128bits(bytes.data(), bytes.size());
}

XXH128_hash_t base_hash(const EventRecord& event) {
  return event.event_id.empty() ? content_hash(event) : XXH3_128bits(event.event_id.data(), event.event_id.size());
}

}  // namespace

std::optional<EventIdSet> EventIdSet::from_slots(Slots slots, std::size_t used) {
  if (!std::has_single_bit(slots.size()) || used * 4 > slots.size() * 3) return std::nullopt;
  EventIdSet set;
  set.slots_ = std::move(slots);
  set.used_ = used;
  return set;
}

EventIdSet::Slot& EventIdSet::slot_of(XXH128_hash_t id) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = id.high64 & mask;
  while ((slots_[at].high != 0 || slots_[at].low != 0) &&
         (slots_[at].high != id.high64 || (slots_[at].low & ~claimed_bit) != (id.low64 & ~claimed_bit))) {
    at = (at + 1) & mask;
  }
  return slots_[at];
}

void EventIdSet::grow_if_full() {
  if (used_ * 4 < slots_.size() * 3) return;
  Slots old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.high != 0 || slot.low != 0) slot_of({slot.low, slot.high}) = slot;
  }
}

void EventIdSet::add_stored(XXH128_hash_t id) {
  grow_if_full();
  Slot& slot = slot_of(id);
  if (slot.high == 0 && slot.low == 0) ++used_;
  slot = {id.high64, id.low64 & ~claimed_bit};
}

bool EventIdSet::add_once(const EventRecord& event, XXH128_hash_t& id) {
  grow_if_full();
  id = base_hash(event);
  Slot& slot = slot_of(id);
  if (slot.high != 0 || slot.low != 0) return false;
  ++used_;
  slot = {id.high64, id.low64 & ~claimed_bit};
  return true;
}

bool EventIdSet::claim(const EventRecord& event, XXH128_hash_t& id) {
  grow_if_full();
  const bool named = !event.event_id.empty();
  const XXH128_hash_t base = base_hash(event);
  const auto nth = [&](std::uint64_t occurrence) {
    return occurrence == 0 ? base : XXH3_128bits_withSeed(&base, sizeof base, occurrence);
  };
  const auto is_claimed = [&](std::uint64_t occurrence) { return (slot_of(nth(occurrence)).low & claimed_bit) != 0; };

  std::uint64_t occurrence = 0;
  if (is_claimed(0)) {
    if (named) return false;
    // Equal rows claim occurrences 0, 1, 2, ... in order. Finds the next one by exponential, then binary search: a
    // linear search would take hours for a million equal rows.
    std::uint64_t claimed = 0;
    for (occurrence = 1; is_claimed(occurrence); occurrence *= 2) claimed = occurrence;
    while (occurrence - claimed > 1) {
      const std::uint64_t middle = claimed + (occurrence - claimed) / 2;
      (is_claimed(middle) ? claimed : occurrence) = middle;
    }
  }
  id = nth(occurrence);
  Slot& slot = slot_of(id);
  const bool is_new = slot.high == 0 && slot.low == 0;
  if (is_new) {
    ++used_;
    slot = {id.high64, id.low64};
  }
  slot.low |= claimed_bit;
  return is_new;
}

}  // namespace moshaver
