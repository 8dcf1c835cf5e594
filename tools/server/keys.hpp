// API keys: who may do what. The file holds no key, only hashes.
//
//   file     one key a line: ROLE SHA256 NAME, with ROLE read, write or admin (each may all that the one before may),
//            SHA256 the 64 hex digits of the key's hash (printf %s "$KEY" | sha256sum), NAME anything; # begins a remark
//   keys     are long random texts (openssl rand -hex 32), so a fast hash is enough
//   compare  every line, each in constant time: how long a refusal takes says nothing
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
  // Errors: not_found, bad_format with the line, no_data (no key in it).
  [[nodiscard]] static Result<Keys> read(const std::filesystem::path&);
  struct Match {
    Role role = Role::none;
    std::size_t key = 0;  // which one, in the order of the file
  };
  // Of "Bearer KEY"; none when it is no key of ours.
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
