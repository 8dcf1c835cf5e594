// Maps a shop's keys (customer_id, product_id) to dense rows and back.
//
//   rows     in order of first insertion, from 0
//   memory   the bytes of the keys, 8 bytes a key for offsets and about 6 for the hash table: 10 million ten-letter ids
//            take about 250 MB
//   threads  const members may be called concurrently; insert may not
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/data/flat_vector.hpp"

namespace moshaver {

class KeyMap {
 public:
  KeyMap() = default;
  // From what bytes(), offsets() and slots() of another map returned. nullopt if no map can have returned them.
  [[nodiscard]] static std::optional<KeyMap> from_parts(FlatVector<char> bytes, FlatVector<std::uint64_t> offsets,
                                                        FlatVector<std::uint32_t> slots);

  // The row of `key`, a new one if it is unknown. Amortised O(|key|).
  std::uint32_t insert(std::string_view key);
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view key) const;
  // Valid until the next insert.
  [[nodiscard]] std::string_view key(std::uint32_t row) const {
    return {bytes_.data() + offsets_[row], offsets_[row + 1] - offsets_[row]};
  }
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(offsets_.size() - 1); }

  // All keys back to back, and size() + 1 offsets into them. These are written to disk.
  [[nodiscard]] std::span<const char> bytes() const { return bytes_; }
  [[nodiscard]] std::span<const std::uint64_t> offsets() const { return offsets_; }
  // The hash table as it is in memory.
  [[nodiscard]] std::span<const std::uint32_t> slots() const { return slots_; }

 private:
  static constexpr std::uint32_t empty = 0xffffffff;
  [[nodiscard]] std::size_t slot_of(std::string_view key) const;
  void grow();

  FlatVector<char> bytes_;
  FlatVector<std::uint64_t> offsets_ = {0};
  FlatVector<std::uint32_t> slots_ = FlatVector<std::uint32_t>(16, empty);  // row or `empty`; a power of two
};

}  // namespace moshaver
