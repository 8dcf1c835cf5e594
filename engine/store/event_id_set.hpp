// Which events a shop already holds, by 128-bit hash: what makes importing a file twice harmless.
//
// An event with an `event_id` is known by it. One without is known by its content and by how many equal rows came
// before it in the same import: two equal lines of one invoice are two events, and the same file again adds none.
//
//   memory  16 to 43 bytes an event: an open-addressing table, at most three quarters full
//   chance  of two different events in 100 million sharing 127 bits: some 10^-23
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
    std::uint64_t high = 0, low = 0;  // both 0: free. The lowest bit of `low` says: claimed during this import
  };
  using Slots = FlatVector<Slot, LineAllocator<Slot>>;  // asked at random: huge pages halve the time of a lookup

  EventIdSet() = default;
  // A table as slots() gave it, nothing in it claimed. Nothing if it cannot have been one.
  [[nodiscard]] static std::optional<EventIdSet> from_slots(Slots, std::size_t size);
  [[nodiscard]] std::span<const Slot> slots() const { return slots_; }
  [[nodiscard]] std::size_t size() const { return used_; }
  // Marks an event that the shop held before this import.
  void add_stored(XXH128_hash_t id);
  // True when the event is new; `id` is then set to what must be stored with it.
  bool claim(const EventRecord&, XXH128_hash_t& id);
  // The same for an event that comes by itself, not in a file: without an `event_id`, a second equal one is the first
  // sent again.
  bool add_once(const EventRecord&, XXH128_hash_t& id);

 private:
  Slot& slot_of(XXH128_hash_t id);
  void grow_if_full();

  Slots slots_ = Slots(1024);
  std::size_t used_ = 0;
};

}  // namespace moshaver
