// What a person sees: tables, numbers, progress. stdout carries results, stderr everything else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "moshaver/progress.hpp"

namespace moshaver::tools {

// Columns that a terminal gives the text: Persian joiners take none, wide East Asian letters two.
[[nodiscard]] std::size_t display_width(std::string_view utf8);
// At most `width` columns, the last one "…" where something was cut off.
[[nodiscard]] std::string fitted(std::string_view utf8, std::size_t width);

enum class Align { left, right };

class Table {
 public:
  explicit Table(std::vector<std::pair<std::string, Align>> columns);
  void add(std::vector<std::string> cells);  // one a column
  // Header, a rule, rows; two spaces between columns; nothing trails.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::pair<std::string, Align>> columns_;
  std::vector<std::vector<std::string>> rows_;
};

[[nodiscard]] std::string with_thousands(std::uint64_t number);    // 541,909
[[nodiscard]] std::string decimal(double value, int digits);       // 0.1835
[[nodiscard]] std::string percent(double share, int digits = 0);   // 62%
[[nodiscard]] std::string duration(double seconds);                // 850 ms, 4.2 s, 3 min 5 s
[[nodiscard]] std::string escaped_for_tsv(std::string_view text);  // tab, newline, backslash as \t, \n, \\ .

// A bar with rate and time left on a terminal, a plain line a stage otherwise, nothing when quiet.
[[nodiscard]] ProgressSink progress_to_stderr(bool quiet);
// Ends the bar's line before something else is printed. Harmless without a bar.
void end_progress();

}  // namespace moshaver::tools
