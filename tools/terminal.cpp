#include "tools/terminal.hpp"

#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace moshaver::tools {

namespace {

std::size_t width_of(UChar32 point) {
  switch (u_charType(point)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_FORMAT_CHAR:
    case U_CONTROL_CHAR:
      return 0;
    default:
      break;
  }
  const int wide = u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH);
  return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

// Calls on_point(code point, offset of the byte after it) until it returns false.
template <class OnPoint>
void for_each_point(std::string_view text, const OnPoint& on_point) {
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 point = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, point);
    if (!on_point(point, static_cast<std::size_t>(at))) return;
  }
}

}  // namespace

std::size_t terminal_columns(int descriptor) {
  winsize size{};
  if (isatty(descriptor) != 1) return 0;
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for_each_point(utf8, [&](UChar32 point, std::size_t) {
    width += width_of(point);
    return true;
  });
  return width;
}

std::string fitted(std::string_view utf8, std::size_t width) {
  if (display_width(utf8) <= width) return std::string(utf8);
  if (width == 0) return "";
  std::size_t used = 0, bytes = 0;
  for_each_point(utf8, [&](UChar32 point, std::size_t end) {
    used += width_of(point);
    if (used + 1 > width) return false;
    bytes = end;
    return true;
  });
  return std::string(utf8.substr(0, bytes)) + "…";
}

std::string printable(std::string_view utf8) {
  std::string out;
  std::size_t begin = 0;
  for_each_point(utf8, [&](UChar32 point, std::size_t end) {
    if (point == '\t' || point == '\n' || point == '\r') {
      out += point == '\t' ? "\\t" : point == '\n' ? "\\n" : "\\r";
    } else if (u_charType(point) == U_CONTROL_CHAR || point == 0xFFFD) {
      out += "\uFFFD";
    } else {
      out += utf8.substr(begin, end - begin);
    }
    begin = end;
    return true;
  });
  return out;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  std::size_t begin = 0;
  for_each_point(text, [&](UChar32 point, std::size_t end) {
    out += point == 0xFFFD ? std::string_view("\uFFFD") : text.substr(begin, end - begin);
    begin = end;
    return true;
  });
  return out;
}

std::string wrapped(std::string_view line, std::size_t indent, std::size_t columns) {
  std::string out;
  std::size_t used = 0;
  bool first = true;  // no word yet
  // No break within the line's own indentation.
  const std::size_t start = std::min(line.find_first_not_of(' '), line.size());
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', std::max(at, start)), line.size());
    const std::string_view word = line.substr(at, end - at);
    const std::size_t width = display_width(word);
    if (!first && columns > 0 && used + 1 + width > columns) {
      out += "\n" + std::string(indent, ' ');
      used = indent;
    } else if (!first) {
      out += ' ';
      ++used;
    }
    out += word;
    used += width;
    first = false;
    at = end + 1;
  }
  return out;
}

bool has_right_to_left(std::string_view utf8) {
  bool found = false;
  for_each_point(utf8, [&](UChar32 point, std::size_t) {
    const UCharDirection direction = u_charDirection(point);
    found = direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
    return !found;
  });
  return found;
}

std::string escaped_for_tsv(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    switch (letter) {
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\\':
        out += "\\\\";
        break;
      default:
        out += letter;
    }
  }
  return out;
}

}  // namespace moshaver::tools
