#include "tools/server/request_id.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <random>

namespace moshaver::tools {

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' ||
           c == '-';
  });
}

std::string new_request_id() {
  static const std::uint64_t process = std::uint64_t{std::random_device{}()} << 32 | std::random_device{}();
  static std::atomic<std::uint64_t> next = 0;
  char text[40];
  const int length = std::snprintf(text, sizeof text, "%016llx-%llx", static_cast<unsigned long long>(process),
                                   static_cast<unsigned long long>(next.fetch_add(1)));
  return {text, static_cast<std::size_t>(length)};
}

}  // namespace moshaver::tools
