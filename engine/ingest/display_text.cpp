#include "engine/ingest/display_text.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cassert>

namespace moshaver {
namespace {

// Size of the first character of `text` in bytes, or 0 if it must be escaped.
std::size_t printable_bytes(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return lead < 0x20 || lead == 0x7f ? 0 : 1;
  const std::size_t size = lead >> 5 == 0x6 ? 2 : lead >> 4 == 0xe ? 3 : lead >> 3 == 0x1e ? 4 : 0;
  if (size == 0 || size > text.size() || !simdjson::validate_utf8(text.data(), size)) return 0;
  const bool is_control = lead == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0;  // U+0080..U+009F
  return is_control ? 0 : size;
}

std::string escaped(char c) {
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  constexpr std::string_view hex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return {'\\', 'x', hex[byte >> 4], hex[byte & 15]};
}

}  // namespace

std::string display_text(std::string_view text, std::size_t max_bytes) {
  constexpr std::string_view ellipsis = "…";
  assert(max_bytes >= ellipsis.size());
  std::string line;
  std::size_t room_for_ellipsis = 0;  // where to cut if the text is too long
  while (!text.empty()) {
    const std::size_t size = printable_bytes(text);
    const std::string piece = size > 0 ? std::string(text.substr(0, size)) : escaped(text[0]);
    if (line.size() + piece.size() > max_bytes) {
      line.resize(room_for_ellipsis);
      return line.append(ellipsis);
    }
    line += piece;
    if (line.size() + ellipsis.size() <= max_bytes) room_for_ellipsis = line.size();
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return line;
}

}  // namespace moshaver
