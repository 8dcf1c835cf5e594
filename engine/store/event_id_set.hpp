// The set of events in a shop, as 128-bit hashes. It makes importing a file twice harmless.
//
// An event with an `event_id` is identified by it. An event without one is identified by its content and by the number
// of equal rows before it in the same import: two equal lines of one invoice are two events, and importing the file
// again adds none.
//
//   memory      16 to 43 bytes an event: an open-addressing table, at most three quarters full
//   collisions  two of 100 million different events share 127 bits with a probability of about 10^-23
#pragma once

#include <xxhash.h>

#include <cstdint>
#include <optional>
#include <span>

#include "engine/data/flat_vector.hpp"
#include "engine/data/line_allocator.hpp"
#include "engine/data/records.hpp"

namespace moshaver {

class EventIdSet {
 public:
  struct Slot {
    std::uint64_t high = 0, low = 0;  // both 0: free. The lowest bit of `low`: claimed during this import
  };
  using Slots = FlatVector<Slot, LineAllocator<Slot>>;  // random access: huge pages halve the time of a lookup

  EventIdSet() = default;
  // Builds a set from what slots() returned, with no event claimed. nullopt if that is not a valid table.
  [[nodiscard]] static std::optional<EventIdSet> from_slots(Slots, std::size_t size);
  [[nodiscard]] std::span<const Slot> slots() const { return slots_; }
  [[nodiscard]] std::size_t size() const { return used_; }
  // Marks an event that the shop held before this import.
  void add_stored(XXH128_hash_t id);
  // True if the event is new. Sets `id`, which must be stored with a new event.
  bool claim(const EventRecord&, XXH128_hash_t& id);
  // The same for a single event that is not from a file: without an `event_id`, an equal event counts as sent twice.
  bool add_once(const EventRecord&, XXH128_hash_t& id);

 private:
  Slot& slot_of(XXH128_hash_t id);
  void grow_if_full();

  Slots slots_ = Slots(1024);
  std::size_t used_ = 0;
};

}  // namespace moshaver
