// Converts Persian and Arabic digits to ASCII before numbers and times are parsed.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace moshaver {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

using DigitRoom = std::array<char, 128>;  // no number or time is longer

// `text` with Persian and Arabic digits as ASCII, stored in `room`; `text` itself if it has none or is too long.
inline std::string_view folded(std::string_view text, DigitRoom& room) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (text.size() > room.size() || std::all_of(text.begin(), text.end(), is_ascii)) return text;
  std::size_t size = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto trail = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : '\0';
    const bool persian = lead == 0xdb && trail >= 0xb0 && trail <= 0xb9;  // U+06F0..U+06F9
    const bool arabic = lead == 0xd9 && trail >= 0xa0 && trail <= 0xa9;   // U+0660..U+0669
    if (persian || arabic) {
      room[size++] = static_cast<char>('0' + (trail & 0x0f));
    } else if (lead == 0xd9 && trail == 0xab) {  // U+066B, the decimal point
      room[size++] = '.';
    } else if (lead == 0xd9 && trail == 0xac) {  // U+066C, between thousands
      room[size++] = ',';
    } else {
      room[size++] = text[i];
      continue;
    }
    ++i;
  }
  return {room.data(), size};
}

}  // namespace moshaver
