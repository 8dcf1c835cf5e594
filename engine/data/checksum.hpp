// XXH3-128 checksums: they detect damage, not forgery. Printed as 32 lower-case hex digits, as `xxh128sum` does.
//
//   cost     100 MB in about 10 ms: memory bandwidth
//   source   Collet, xxHash 0.8, XXH3 specification
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

struct XXH3_state_s;

namespace moshaver {

// What a manifest records about a file, so that a changed file is noticed.
struct FileChecksum {
  std::uint64_t bytes = 0;
  std::string xxh3_128;  // 32 hex digits
  bool operator==(const FileChecksum&) const = default;
};

// For bytes that come in pieces: the same result as checksum_hex of all of them.
class Checksum {
 public:
  Checksum();
  void update(std::span<const std::byte>);
  [[nodiscard]] std::string hex() const;

 private:
  struct Free {
    void operator()(XXH3_state_s*) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};

[[nodiscard]] std::string checksum_hex(std::span<const std::byte>);

}  // namespace moshaver
