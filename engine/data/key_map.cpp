#include "engine/data/key_map.hpp"

#include <xxhash.h>

namespace moshaver {

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
  std::vector<std::uint32_t> old = std::move(slots_);
  slots_.assign(old.size() * 2, empty);
  for (const std::uint32_t row : old) {
    if (row != empty) slots_[slot_of(key(row))] = row;
  }
}

}  // namespace moshaver
