#include "tools/server/address.hpp"
#include "tools/server/hex.hpp"

#include <simdjson.h>

namespace moshaver::tools {

namespace {

Result<std::string> decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += plus_is_space && text[at] == '+' ? ' ' : text[at];
      continue;
    }
    const int high = at + 1 < text.size() ? hex_digit(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? hex_digit(text[at + 2]) : -1;
    if (high < 0 || low < 0) {
      return failure(ErrorCode::invalid_argument, "the address has a % without two hex digits; write %25 for %",
                     "address");
    }
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  if (!simdjson::validate_utf8(out.data(), out.size())) {
    return failure(ErrorCode::invalid_argument, "the address is not valid UTF-8; encode ids as UTF-8, then as %XX",
                   "address");
  }
  return out;
}

// Calls on_part for every part between separators, until it returns an error.
template <class OnPart>
Result<void> split(std::string_view text, char separator, const OnPart& on_part) {
  while (true) {
    const std::size_t end = std::min(text.find(separator), text.size());
    MOSHAVER_CHECK(on_part(text.substr(0, end)));
    if (end == text.size()) return {};
    text.remove_prefix(end + 1);
  }
}

}  // namespace

Result<Address> parse_address(std::string_view target) {
  if (!target.starts_with('/')) {
    return failure(ErrorCode::invalid_argument, "the address does not start with a slash", "address");
  }
  Address address;
  const std::size_t query = std::min(target.find('?'), target.size());
  const auto add_part = [&](std::string_view part) -> Result<void> {
    MOSHAVER_TRY(text, decoded(part, false));
    address.parts.push_back(std::move(text));
    return {};
  };
  MOSHAVER_CHECK(split(target.substr(1, query - 1), '/', add_part));
  if (query == target.size()) return address;
  const auto add_parameter = [&](std::string_view parameter) -> Result<void> {
    if (parameter.empty()) return {};
    const std::size_t equals = std::min(parameter.find('='), parameter.size());
    MOSHAVER_TRY(name, decoded(parameter.substr(0, equals), true));
    MOSHAVER_TRY(value, decoded(parameter.substr(std::min(equals + 1, parameter.size())), true));
    if (!address.parameters.emplace(name, value).second) {
      return failure(ErrorCode::invalid_argument, name + " is given twice; give it once", name);
    }
    return {};
  };
  MOSHAVER_CHECK(split(target.substr(query + 1), '&', add_parameter));
  return address;
}

}  // namespace moshaver::tools
