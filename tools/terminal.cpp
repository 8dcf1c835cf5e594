#include "tools/terminal.hpp"

#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>

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

// Calls on_point(code point, bytes up to and with it) until it returns false.
template <class OnPoint>
void for_each_point(std::string_view text, const OnPoint& on_point) {
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 point = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, point);
    if (!on_point(point, static_cast<std::size_t>(at))) return;
  }
}

std::string formatted(const char* format, auto... values) {
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

// "1,240 products", "0.3 products": a rate that is small must not read as none.
std::string amount(double value, std::string_view unit) {
  if (unit == "bytes") {
    if (value >= 1e9) return formatted("%.1f GB", value / 1e9);
    return formatted(value < 1e7 ? "%.1f MB" : "%.0f MB", value / 1e6);
  }
  const std::string number =
      value < 9.95 ? formatted("%.1f", value) : with_thousands(static_cast<std::uint64_t>(std::llround(value)));
  return number + " " + std::string(unit);
}

bool bar_is_shown = false;

class ProgressPrinter {
 public:
  ProgressPrinter() : terminal_(isatty(STDERR_FILENO) == 1) {}

  void show(const Progress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (begins_anew(progress)) {
      started_ = shown_ = now;
      finished_ = false;
    }
    stage_ = progress.stage;
    unit_ = progress.unit;
    done_ = progress.done;
    total_ = progress.total;
    if (finished_) return;
    finished_ = total_ > 0 && done_ >= total_;
    const double seconds = std::chrono::duration<double>(now - started_).count();
    const double since = std::chrono::duration<double>(now - shown_).count();
    if (finished_ && seconds < (terminal_ ? 0.5 : 1.0)) return end_progress();  // over before anyone could wonder
    if (since < (terminal_ ? 0.1 : 10.0) && !finished_) return;
    shown_ = now;
    if (terminal_) {
      std::fprintf(stderr, "\r\033[K%s%s", line(seconds).c_str(), finished_ ? "\n" : "");
      bar_is_shown = !finished_;
    } else {
      std::fprintf(stderr, "%s\n", line(seconds).c_str());
    }
    std::fflush(stderr);
  }

 private:
  // "sweep 3 of 16" goes on counting where sweep 2 stood: one piece of work, one clock.
  [[nodiscard]] bool begins_anew(const Progress& progress) const {
    if (progress.stage == stage_) return finished_ && progress.done < done_;
    return finished_ || progress.total != total_ || progress.unit != unit_ || progress.done < done_;
  }

  [[nodiscard]] std::string line(double seconds) const {
    const auto done = static_cast<double>(done_), total = static_cast<double>(total_);
    const double rate = seconds > 0 ? done / seconds : 0;
    const double share = total > 0 ? std::min(done / total, 1.0) : 0;
    const std::string how_far = total > 0 ? formatted(" %3.0f%%", std::floor(100 * share + 1e-9)) : "";
    std::string how_long;
    if (finished_) {
      how_long = "  in " + duration(seconds);
    } else if (rate > 0 && total > 0) {
      how_long = "  " + duration((total - done) / rate) + " left";
    }
    std::string how_fast = "  " + amount(rate, unit_) + "/s";

    // A line that wraps cannot be drawn over: on narrow terminals the stage's name and then the rate give way.
    const std::size_t columns = terminal_ ? std::max<std::size_t>(terminal_columns(STDERR_FILENO), 40) - 1 : 1'000;
    const std::size_t cells = terminal_ && total > 0 ? (columns >= 100 ? 20 : 10) : 0;
    const auto room = [&] {
      const std::size_t taken = cells + display_width(how_far + how_fast + how_long);
      return columns > taken ? columns - taken : 0;
    };
    if (room() < 16) how_fast.clear();
    const std::size_t width = std::min<std::size_t>(40, room());
    std::string text = fitted(stage_, width > 0 ? width - 1 : 0);
    text.append(width - std::min(width, display_width(text)), ' ');
    for (std::size_t cell = 0; cell < cells; ++cell) {
      // Rounded down: a full bar is work that is done.
      text += static_cast<double>(cell + 1) <= share * static_cast<double>(cells) ? "█" : "░";
    }
    return text + how_far + how_fast + how_long;
  }

  bool terminal_;
  bool finished_ = false;
  std::string stage_, unit_;
  std::uint64_t done_ = 0, total_ = 0;
  std::chrono::steady_clock::time_point started_, shown_;
};

constexpr std::string_view left_to_right_mark = "\u200e";

bool has_right_to_left(std::string_view utf8) {
  bool found = false;
  for_each_point(utf8, [&](UChar32 point, std::size_t) {
    const UCharDirection direction = u_charDirection(point);
    found = direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
    return !found;
  });
  return found;
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
  bool first = true;  // of the words of this line
  // The line's own indentation is not a place to break it.
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

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(std::size_t terminal_width) const {
  constexpr std::size_t least = 12;
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
    if (!columns_[column].shrinks || widths[column] <= least) continue;
    const std::size_t less = std::min(total - terminal_width, widths[column] - least);
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
    // Persian would otherwise pull the figures beside it to its other side, on terminals that order letters. The mark
    // stands between columns, so that copying an id does not copy it.
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

std::vector<std::string> score_texts(const std::vector<double>& scores) {
  double largest = 0, smallest = std::numeric_limits<double>::infinity();
  for (const double score : scores) {
    if (score == 0) continue;
    largest = std::max(largest, std::abs(score));
    smallest = std::min(smallest, std::abs(score));
  }
  const auto magnitude = [](double value) { return static_cast<int>(std::floor(std::log10(value))); };
  int digits = 4;
  if (largest > 0) {
    digits = std::max(0, 4 - std::max(0, magnitude(largest)));
    // Scores that span too much for one number of decimals: the small ones then say less.
    constexpr int most_figures = 9;  // of a float
    const int most = std::max(digits, most_figures - 1 - magnitude(largest));
    digits = std::min(most, std::max(digits, 2 - magnitude(smallest)));
    const auto look_alike = [&] {
      for (std::size_t at = 1; at < scores.size(); ++at) {
        if (scores[at] != scores[at - 1] && decimal(scores[at], digits) == decimal(scores[at - 1], digits)) return true;
      }
      return false;
    };
    while (digits < most && look_alike()) ++digits;
  }
  std::vector<std::string> texts;
  for (const double score : scores) texts.push_back(decimal(score, digits));
  return texts;
}

std::string with_thousands(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string decimal(double value, int digits) {
  const std::string text = formatted("%.*f", digits, value);
  // What rounds to nothing has no sign.
  return text.find_first_not_of("-0.") == std::string::npos && text.front() == '-' ? text.substr(1) : text;
}
std::string percent(double share, int digits) { return decimal(100 * share, digits) + "%"; }

std::string signed_percent(double share) {
  const std::string text = percent(share, 1);
  return text.starts_with("-") ? text : "+" + text;
}

std::string duration(double seconds) {
  if (seconds < 0.9995) return formatted("%.0f ms", seconds * 1e3);
  if (seconds < 59.95) return formatted("%.1f s", seconds);
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 3'600) return formatted("%lld min %lld s", whole / 60, whole % 60);
  return formatted("%lld h %lld min", whole / 3'600, whole / 60 % 60);
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

ProgressSink progress_to_stderr(bool quiet) {
  if (quiet) return {};
  return [printer = std::make_shared<ProgressPrinter>()](const Progress& progress) { printer->show(progress); };
}

void end_progress() {
  if (bar_is_shown) std::fputs("\r\033[K", stderr);
  bar_is_shown = false;
}

}  // namespace moshaver::tools
