#include "tools/server/keys.hpp"
#include "tools/server/hex.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace moshaver::tools {

namespace {

Role role_named(std::string_view name) {
  if (name == "read") return Role::read;
  if (name == "write") return Role::write;
  if (name == "admin") return Role::admin;
  return Role::none;
}

}  // namespace

std::string_view role_name(Role role) {
  return role == Role::admin ? "admin" : role == Role::write ? "write" : role == Role::read ? "read" : "none";
}

Result<Keys> Keys::read(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) {
    return failure(ErrorCode::not_found,
                   "cannot read " + path.string() + "; --keys takes a file of lines: read|write|admin SHA256 NAME");
  }
  Keys keys;
  std::string line;
  for (std::size_t number = 1; std::getline(file, line); ++number) {
    std::istringstream words(line);
    std::string role, digits;
    words >> role >> digits;
    if (role.empty() || role.front() == '#') continue;
    Entry entry{{}, role_named(role)};
    bool valid = entry.role != Role::none && digits.size() == 2 * entry.hash.size();
    for (std::size_t at = 0; valid && at < entry.hash.size(); ++at) {
      const int high = hex_digit(digits[2 * at]), low = hex_digit(digits[2 * at + 1]);
      valid = high >= 0 && low >= 0;
      entry.hash[at] = static_cast<unsigned char>(high * 16 + low);
    }
    if (!valid) {
      // The message does not show the line: it may hold the key itself.
      return failure(ErrorCode::bad_format, path.string() + ":" + std::to_string(number) +
                                                ": not a key; a line is read|write|admin, the 64 hex digits of "
                                                "printf %s \"$KEY\" | sha256sum, and a name");
    }
    keys.entries_.push_back(entry);
  }
  if (keys.entries_.empty())
    return failure(ErrorCode::no_data, path.string() + " holds no key; add a line: read|write|admin SHA256 NAME");
  return keys;
}

Keys::Match Keys::find(std::string_view authorization) const {
  constexpr std::string_view scheme = "bearer ";
  const bool bearer = authorization.size() > scheme.size() &&
                      std::equal(scheme.begin(), scheme.end(), authorization.begin(),
                                 [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
  if (!bearer) return {};
  authorization.remove_prefix(scheme.size());
  Hash hash{};
  unsigned size = 0;
  if (EVP_Digest(authorization.data(), authorization.size(), hash.data(), &size, EVP_sha256(), nullptr) != 1) {
    return {};
  }
  Match match;
  for (std::size_t at = 0; at < entries_.size(); ++at) {
    const bool same = CRYPTO_memcmp(entries_[at].hash.data(), hash.data(), hash.size()) == 0;
    if (same && entries_[at].role > match.role) match = {entries_[at].role, at};
  }
  return match;
}

}  // namespace moshaver::tools
