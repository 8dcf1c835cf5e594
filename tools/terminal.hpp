// Text on a terminal: its width in columns, cutting, wrapping, and making a shop's own text safe to print.
//
//   test   tests/tools/terminal_test.cpp
#pragma once

#include <string>
#include <string_view>

// What callers that print to a terminal also need.
#include "tools/number_text.hpp"
#include "tools/progress_bar.hpp"
#include "tools/table.hpp"

namespace moshaver::tools {

// Columns of the terminal behind a file descriptor; 0 if it is not a terminal: text is then neither cut nor wrapped.
[[nodiscard]] std::size_t terminal_columns(int descriptor);

// Columns that the text takes on a terminal: Persian joiners take none, wide East Asian letters two.
[[nodiscard]] std::size_t display_width(std::string_view utf8);
// At most `width` columns. Where text is cut off, the last column is "…".
[[nodiscard]] std::string fitted(std::string_view utf8, std::size_t width);
// Replaces control characters, which could break lines or send commands to the terminal.
[[nodiscard]] std::string printable(std::string_view utf8);
// Replaces bytes that are not UTF-8 by U+FFFD, as JSON must be UTF-8.
[[nodiscard]] std::string valid_utf8(std::string_view text);
// Breaks the text at spaces into lines of at most `columns` (0: no limit); indents every line but the first.
[[nodiscard]] std::string wrapped(std::string_view line, std::size_t indent, std::size_t columns);
// The text has letters that are written from right to left: Persian, Arabic, Hebrew.
[[nodiscard]] bool has_right_to_left(std::string_view utf8);
// Tab, newline and backslash become \t, \n and \\ .
[[nodiscard]] std::string escaped_for_tsv(std::string_view text);

}  // namespace moshaver::tools
