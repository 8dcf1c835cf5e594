// What a person sees: tables, numbers, progress. stdout carries results, stderr everything else.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "moshaver/progress.hpp"

namespace moshaver::tools {

// Columns of the terminal behind a file descriptor; 0 when it is none: then nothing is cut or wrapped.
[[nodiscard]] std::size_t terminal_columns(int descriptor);

// Columns that a terminal gives the text: Persian joiners take none, wide East Asian letters two.
[[nodiscard]] std::size_t display_width(std::string_view utf8);
// At most `width` columns, the last one "…" where something was cut off.
[[nodiscard]] std::string fitted(std::string_view utf8, std::size_t width);
// Text of a shop's files made safe to show: a control character would break lines, or command the terminal.
[[nodiscard]] std::string printable(std::string_view utf8);
// What is not UTF-8 becomes U+FFFD, for JSON has no other letters.
[[nodiscard]] std::string valid_utf8(std::string_view text);
// Broken at blanks into lines of at most `columns` (0: not at all), all but the first behind `indent` blanks.
[[nodiscard]] std::string wrapped(std::string_view line, std::size_t indent, std::size_t columns);

enum class Align { left, right };

struct Column {
  std::string name;
  Align align = Align::left;
  std::size_t widest = std::numeric_limits<std::size_t>::max();  // on a terminal; elsewhere longer cells stick out
  bool shrinks = false;  // gives way, down to 12 columns, when a terminal is too narrow for the table
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);
  void add(std::vector<std::string> cells);  // one a column
  // Header, a rule, rows; two spaces between columns; nothing trails. A table too wide for a terminal of
  // `terminal_width` columns (0: none) and without a column that shrinks is split: its first column begins each part.
  [[nodiscard]] std::string text(std::size_t terminal_width = 0) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(std::size_t terminal_width) const;
  [[nodiscard]] std::string part(const std::vector<std::size_t>& shown, const std::vector<std::size_t>& widths,
                                 bool on_terminal) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

[[nodiscard]] std::string with_thousands(std::uint64_t number);    // 541,909
[[nodiscard]] std::string decimal(double value, int digits);       // 0.1835
[[nodiscard]] std::string percent(double share, int digits = 0);   // 62%
[[nodiscard]] std::string signed_percent(double share);            // +3.1%
[[nodiscard]] std::string duration(double seconds);                // 850 ms, 4.2 s, 3 min 5 s
[[nodiscard]] std::string escaped_for_tsv(std::string_view text);  // tab, newline, backslash as \t, \n, \\ .
// Scores of one answer, alike in their decimals: enough that the smallest has three digits of its own and neighbours in
// the list that differ are seen to differ.
[[nodiscard]] std::vector<std::string> score_texts(const std::vector<double>& scores);

// A bar with rate and time left on a terminal, a plain line a stage of a second or more otherwise, nothing when quiet.
[[nodiscard]] ProgressSink progress_to_stderr(bool quiet);
// Ends the bar's line before something else is printed. Harmless without a bar.
void end_progress();

}  // namespace moshaver::tools
