// The checksum of a block of events or event ids: XXH3, 64 bits.
#pragma once

#include <xxhash.h>

#include <bit>
#include <cstdint>
#include <span>
#include <string>

#include "moshaver/result.hpp"

namespace moshaver {

// The unsigned checksum as a signed number, because an SQLite INTEGER is signed.
inline std::int64_t block_checksum(std::span<const char> bytes) {
  return std::bit_cast<std::int64_t>(static_cast<std::uint64_t>(XXH3_64bits(bytes.data(), bytes.size())));
}

// The error of a block that is not as it was written; `what` names the part that shows it.
inline tl::unexpected<Error> damaged_block(std::int64_t first_event, const std::string& what) {
  return failure(ErrorCode::bad_format, "events.db: the block that starts at event " + std::to_string(first_event) +
                                            " is damaged (" + what + "); restore the shop from a backup");
}

}  // namespace moshaver
