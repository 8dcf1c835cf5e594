// A table of text cells, for people.
//
//   layout   a header, a rule, rows; two spaces between columns; no trailing spaces
//   narrow   on a terminal too narrow for the table, columns with `shrinks` are cut; a table without such a column is
//            split, and every part begins with the first column
//   test     tests/tools/terminal_test.cpp
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace moshaver::tools {

enum class Align { left, right };

struct Column {
  std::string name;
  Align align = Align::left;
  std::size_t widest = std::numeric_limits<std::size_t>::max();  // on a terminal; elsewhere cells are not cut
  bool shrinks = false;  // down to 12 columns, when the terminal is too narrow for the table
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);
  void add(std::vector<std::string> cells);  // one a column
  // `terminal_width` 0: not for a terminal.
  [[nodiscard]] std::string text(std::size_t terminal_width = 0) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(std::size_t terminal_width) const;
  [[nodiscard]] std::string part(const std::vector<std::size_t>& shown, const std::vector<std::size_t>& widths,
                                 bool on_terminal) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace moshaver::tools
