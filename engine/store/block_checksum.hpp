// What blocks of events and of event ids are checked against: XXH3, 64 bits.
#pragma once

#include <xxhash.h>

#include <bit>
#include <cstdint>
#include <span>

namespace moshaver {

// Two's complement of the unsigned checksum: what an SQLite INTEGER holds.
inline std::int64_t block_checksum(std::span<const char> bytes) {
  return std::bit_cast<std::int64_t>(static_cast<std::uint64_t>(XXH3_64bits(bytes.data(), bytes.size())));
}

}  // namespace moshaver
