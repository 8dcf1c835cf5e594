#include "tools/terminal.hpp"

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

std::string amount(double value, std::string_view unit) {
  if (unit == "bytes") return value >= 1e9 ? formatted("%.1f GB", value / 1e9) : formatted("%.0f MB", value / 1e6);
  return with_thousands(static_cast<std::uint64_t>(value)) + " " + std::string(unit);
}

bool bar_is_shown = false;

class ProgressPrinter {
 public:
  ProgressPrinter() : terminal_(isatty(STDERR_FILENO) == 1) {}

  void show(const Progress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (progress.stage != stage_) {
      stage_ = progress.stage;
      started_ = shown_ = now;
      finished_ = false;
    }
    const bool finished = progress.total > 0 && progress.done >= progress.total;
    if (finished_) return;
    finished_ = finished;
    const double seconds = std::chrono::duration<double>(now - started_).count();
    const double since = std::chrono::duration<double>(now - shown_).count();
    if (since < (terminal_ ? 0.1 : 10.0) && !finished) return;
    if (finished && seconds < 0.05) return;  // over before anyone could wonder
    shown_ = now;
    if (terminal_) {
      std::fprintf(stderr, "\r\033[K%s%s", line(progress, seconds).c_str(), finished ? "\n" : "");
      bar_is_shown = !finished;
    } else {
      std::fprintf(stderr, "%s\n", line(progress, seconds).c_str());
    }
    std::fflush(stderr);
  }

 private:
  [[nodiscard]] std::string line(const Progress& progress, double seconds) const {
    const auto done = static_cast<double>(progress.done), total = static_cast<double>(progress.total);
    const double rate = seconds > 0 ? done / seconds : 0;
    const double share = total > 0 ? std::min(done / total, 1.0) : 0;
    std::string text = fitted(stage_, 40);
    text.append(40 - display_width(text), ' ');
    if (terminal_ && total > 0) {
      constexpr double cells = 20;
      for (int cell = 0; cell < 20; ++cell) text += cell < share * cells ? "█" : "░";
    }
    if (total > 0) text += formatted(" %3.0f%%", 100 * share);
    text += "  " + amount(rate, progress.unit) + "/s";
    if (share >= 1) return text + "  in " + duration(seconds);
    return rate > 0 && total > 0 ? text + "  " + duration((total - done) / rate) + " left" : text;
  }

  bool terminal_;
  bool finished_ = false;
  std::string stage_;
  std::chrono::steady_clock::time_point started_, shown_;
};

}  // namespace

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
  std::size_t used = 0, bytes = 0;
  for_each_point(utf8, [&](UChar32 point, std::size_t end) {
    used += width_of(point);
    if (used + 1 > width) return false;
    bytes = end;
    return true;
  });
  return std::string(utf8.substr(0, bytes)) + "…";
}

Table::Table(std::vector<std::pair<std::string, Align>> columns) : columns_(std::move(columns)) {}

void Table::add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    std::size_t width = display_width(columns_[column].first);
    for (const auto& row : rows_) width = std::max(width, display_width(row[column]));
    widths.push_back(width);
  }
  std::string out;
  const auto add_line = [&](const auto& cell_of) {
    std::string line;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      const std::string& cell = cell_of(column);
      const std::string blanks(widths[column] - display_width(cell), ' ');
      if (column > 0) line += "  ";
      line += columns_[column].second == Align::right ? blanks + cell : cell + blanks;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  add_line([&](std::size_t column) -> const std::string& { return columns_[column].first; });
  std::string rule;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    if (column > 0) rule += "  ";
    for (std::size_t cell = 0; cell < widths[column]; ++cell) rule += "─";
  }
  out += rule + "\n";
  for (const auto& row : rows_) add_line([&](std::size_t column) -> const std::string& { return row[column]; });
  return out;
}

std::string with_thousands(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string decimal(double value, int digits) { return formatted("%.*f", digits, value); }
std::string percent(double share, int digits) { return formatted("%.*f%%", digits, 100 * share); }

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
