// The checksum of a block of events or event ids: XXH3, 64 bits.
#pragma once

#include <xxhash.h>

#include <bit>
#include <cstdint>
#include <span>

namespace moshaver {

// The unsigned checksum as a signed number, because an SQLite INTEGER is signed.
inline std::int64_t block_checksum(std::span<const char> bytes) {
  return std::bit_cast<std::int64_t>(static_cast<std::uint64_t>(XXH3_64bits(bytes.data(), bytes.size())));
}

}  // namespace moshaver
