// API keys and their roles. The file holds only hashes, no keys.
//
//   file     one key a line: ROLE SHA256 NAME. ROLE is read, write or admin; each may do all that the one before it may.
//            SHA256 is 64 hex digits (printf %s "$KEY" | sha256sum), NAME any text; a line that starts with # is a comment
//   keys     long and random (openssl rand -hex 32), so a fast hash is enough
//   timing   every line is compared, in constant time, so the time of a refusal reveals nothing
#pragma once

#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include "moshaver/result.hpp"
#include "tools/server/http.hpp"

namespace moshaver::tools {

// "read", "write", "admin" or "none".
[[nodiscard]] std::string_view role_name(Role);

class Keys {
 public:
  // Errors: not_found, bad_format with the line, no_data (the file has no key).
  [[nodiscard]] static Result<Keys> read(const std::filesystem::path&);
  struct Match {
    Role role = Role::none;
    std::size_t key = 0;  // its position in the file
  };
  // `authorization` is "Bearer KEY". Role::none if the key is not in the file.
  [[nodiscard]] Match find(std::string_view authorization) const;

 private:
  using Hash = std::array<unsigned char, 32>;
  struct Entry {
    Hash hash;
    Role role;
  };
  std::vector<Entry> entries_;
};

}  // namespace moshaver::tools
