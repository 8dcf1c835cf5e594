#include "tools/progress_bar.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <string>

#include "tools/number_text.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

namespace {

// "1,240 products", "0.3 products": a small rate must not read as 0.
std::string amount(double value, std::string_view unit) {
  if (unit == "bytes") {
    if (value >= 1e9) return decimal(value / 1e9, 1) + " GB";
    return decimal(value / 1e6, value < 1e7 ? 1 : 0) + " MB";
  }
  const std::string number =
      value < 9.95 ? decimal(value, 1) : with_thousands(static_cast<std::uint64_t>(std::llround(value)));
  return number + " " + std::string(unit);
}

// "  62%": 5 columns, rounded down.
std::string percent_done(double share) {
  const std::string number = decimal(std::floor(100 * share + 1e-9), 0);
  return std::string(4 - number.size(), ' ') + number + "%";
}

bool bar_is_shown = false;

class ProgressPrinter {
 public:
  ProgressPrinter() : terminal_(isatty(STDERR_FILENO) == 1) {}

  void show(const Progress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (is_new_work(progress)) {
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
    if (finished_ && seconds < (terminal_ ? 0.5 : 1.0)) return end_progress();  // too short to be worth a line
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
  // "sweep 3 of 16" continues the count of sweep 2, so both are one piece of work with one clock.
  [[nodiscard]] bool is_new_work(const Progress& progress) const {
    if (progress.stage == stage_) return finished_ && progress.done < done_;
    return finished_ || progress.total != total_ || progress.unit != unit_ || progress.done < done_;
  }

  [[nodiscard]] std::string line(double seconds) const {
    const auto done = static_cast<double>(done_), total = static_cast<double>(total_);
    const double rate = seconds > 0 ? done / seconds : 0;
    const double share = total > 0 ? std::min(done / total, 1.0) : 0;
    const std::string how_far = total > 0 ? percent_done(share) : "";
    std::string how_long;
    if (finished_) {
      how_long = "  in " + duration(seconds);
    } else if (rate > 0 && total > 0) {
      how_long = "  " + duration((total - done) / rate) + " left";
    }
    std::string how_fast = "  " + amount(rate, unit_) + "/s";

    // A line that wraps cannot be overwritten: a narrow terminal shortens the stage's name, then loses the rate.
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
      // Rounded down: only finished work fills the bar.
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

}  // namespace

ProgressSink progress_to_stderr(bool quiet) {
  if (quiet) return {};
  return [printer = std::make_shared<ProgressPrinter>()](const Progress& progress) { printer->show(progress); };
}

void end_progress() {
  if (bar_is_shown) std::fputs("\r\033[K", stderr);
  bar_is_shown = false;
}

}  // namespace moshaver::tools
