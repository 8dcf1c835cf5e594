#include "engine/data/key_map.hpp"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace moshaver {

std::optional<KeyMap> KeyMap::from_parts(FlatVector<char> bytes, FlatVector<std::uint64_t> offsets,
                                         FlatVector<std::uint32_t> slots) {
  if (offsets.empty() || offsets.front() != 0 || offsets.back() != bytes.size() ||
      !std::is_sorted(offsets.begin(), offsets.end())) {
    return std::nullopt;
  }
  const std::size_t count = offsets.size() - 1;
  // At most three quarters full, so that every look-up ends at an empty slot.
  if (!std::has_single_bit(slots.size()) || count * 4 > slots.size() * 3) return std::nullopt;
  const auto is_row = [&](std::uint32_t slot) { return slot == empty || slot < count; };
  if (!std::all_of(slots.begin(), slots.end(), is_row)) return std::nullopt;
  KeyMap keys;
  keys.bytes_ = std::move(bytes);
  keys.offsets_ = std::move(offsets);
  keys.slots_ = std::move(slots);
  return keys;
}

// Linear probing: the slot that holds `key`, or the empty one where it belongs.
std::size_t KeyMap::slot_of(std::string_view wanted) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = XXH3_64bits(wanted.data(), wanted.size()) & mask;
  while (slots_[slot] != empty && key(slots_[slot]) != wanted) slot = (slot + 1) & mask;
  return slot;
}

std::optional<std::uint32_t> KeyMap::find(std::string_view wanted) const {
  const std::uint32_t row = slots_[slot_of(wanted)];
  if (row == empty) return std::nullopt;
  return row;
}

std::uint32_t KeyMap::insert(std::string_view added) {
  std::size_t slot = slot_of(added);
  if (slots_[slot] != empty) return slots_[slot];
  if ((size() + 1) * 4ULL > slots_.size() * 3ULL) {
    grow();
    slot = slot_of(added);
  }
  const std::uint32_t row = size();
  bytes_.insert(bytes_.end(), added.begin(), added.end());
  offsets_.push_back(bytes_.size());
  slots_[slot] = row;
  return row;
}

void KeyMap::grow() {
  FlatVector<std::uint32_t> old(slots_.size() * 2, empty);
  old.swap(slots_);
  for (const std::uint32_t row : old) {
    if (row != empty) slots_[slot_of(key(row))] = row;
  }
}

}  // namespace moshaver
