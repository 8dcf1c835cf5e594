#include "tools/table.hpp"

#include <algorithm>

#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view left_to_right_mark = "\u200e";

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(std::size_t terminal_width) const {
  constexpr std::size_t min_width = 12;
  std::vector<std::size_t> widths;
  std::size_t total = 0;
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    std::size_t width = display_width(columns_[column].name);
    for (const auto& row : rows_) width = std::max(width, display_width(row[column]));
    widths.push_back(std::min(width, columns_[column].widest));
    total += widths.back() + (column > 0 ? 2 : 0);
  }
  if (terminal_width == 0) return widths;
  for (std::size_t column = 0; column < columns_.size() && total > terminal_width; ++column) {
    if (!columns_[column].shrinks || widths[column] <= min_width) continue;
    const std::size_t less = std::min(total - terminal_width, widths[column] - min_width);
    widths[column] -= less;
    total -= less;
  }
  return widths;
}

std::string Table::part(const std::vector<std::size_t>& shown, const std::vector<std::size_t>& widths,
                        bool on_terminal) const {
  std::string out;
  const auto add_line = [&](const auto& cell_of) {
    std::string cells_of_line;
    for (const std::size_t column : shown) cells_of_line += cell_of(column);
    // On terminals that reorder letters, Persian would move the numbers beside it to its other side. The mark stands
    // between columns, so that copying an id does not copy it.
    const bool marked = on_terminal && has_right_to_left(cells_of_line);
    const std::string gap = marked ? " " + std::string(left_to_right_mark) + " " : "  ";
    std::string line(marked ? left_to_right_mark : "");
    for (const std::size_t column : shown) {
      const std::string cell = on_terminal ? fitted(cell_of(column), widths[column]) : std::string(cell_of(column));
      const std::size_t width = display_width(cell);
      const std::string blanks(widths[column] - std::min(widths[column], width), ' ');
      if (column != shown.front()) line += gap;
      line += columns_[column].align == Align::right ? blanks + cell : cell + blanks;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  add_line([&](std::size_t column) -> const std::string& { return columns_[column].name; });
  std::string rule;
  for (const std::size_t column : shown) {
    if (column != shown.front()) rule += "  ";
    for (std::size_t cell = 0; cell < widths[column]; ++cell) rule += "─";
  }
  out += rule + "\n";
  for (const auto& row : rows_) add_line([&](std::size_t column) -> const std::string& { return row[column]; });
  return out;
}

std::string Table::text(std::size_t terminal_width) const {
  const std::vector<std::size_t> widths = this->widths(terminal_width);
  const bool splits = terminal_width > 0 && std::none_of(columns_.begin(), columns_.end(),
                                                         [](const Column& column) { return column.shrinks; });
  std::string out;
  std::vector<std::size_t> shown;
  std::size_t used = 0;
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    if (splits && shown.size() > 1 && used + 2 + widths[column] > terminal_width) {
      out += part(shown, widths, true) + "\n";
      shown = {0};
      used = widths[0];
    }
    used += widths[column] + (shown.empty() ? 0 : 2);
    shown.push_back(column);
  }
  return out + part(shown, widths, terminal_width > 0);
}

}  // namespace moshaver::tools
