#include "engine/data/checksum.hpp"

#include <xxhash.h>

#include <new>

namespace moshaver {

namespace {

std::string hex_of(XXH128_hash_t hash) {
  XXH128_canonical_t canonical;  // big-endian: the digits do not depend on the machine
  XXH128_canonicalFromHash(&canonical, hash);
  std::string hex;
  for (const unsigned char byte : canonical.digest) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

}  // namespace

Checksum::Checksum() : state_(XXH3_createState()) {
  if (!state_) throw std::bad_alloc();
  XXH3_128bits_reset(state_.get());
}

void Checksum::update(std::span<const std::byte> bytes) {
  XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
}

std::string Checksum::hex() const { return hex_of(XXH3_128bits_digest(state_.get())); }

void Checksum::Free::operator()(XXH3_state_s* state) const { XXH3_freeState(state); }

std::string checksum_hex(std::span<const std::byte> bytes) { return hex_of(XXH3_128bits(bytes.data(), bytes.size())); }

}  // namespace moshaver
