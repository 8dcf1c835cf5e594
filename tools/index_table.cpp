#include "tools/index_table.hpp"

#include <cmath>
#include <cstdio>

#include "tools/number_text.hpp"
#include "tools/table.hpp"

namespace moshaver::tools {

namespace {

std::string settings_text(const IndexPoint& point) {
  std::string text;
  for (const char* name : {"search_width", "probes", "codes", "lists", "links", "build_width"}) {
    const auto found = point.settings.find(name);
    if (found == point.settings.end()) continue;
    char number[32];
    std::snprintf(number, sizeof number, "%.0f", found->second);
    text += (text.empty() ? "" : " ") + std::string(name) + "=" + number;
  }
  return text;
}

std::string described(const IndexPoint& point) {
  const std::string settings = settings_text(point);
  return point.index + (settings.empty() ? "" : " (" + settings + ")");
}

// 95%, 99.5%
std::string share_text(double share) {
  const bool whole = std::abs(share * 100 - std::round(share * 100)) < 1e-9;
  return percent(share, whole ? 0 : 1);
}
std::string microseconds(double value) { return decimal(value, value < 100 ? 1 : 0); }
std::string megabytes(std::uint64_t bytes) { return decimal(static_cast<double>(bytes) / 1e6, 1) + " MB"; }

}  // namespace

std::string frontier_table(const IndexFrontier& frontier, std::size_t terminal_width) {
  Table table({{"", Align::left},
               {"index", Align::left},
               {"recall@20", Align::right},
               {"p50 µs", Align::right},
               {"p99 µs", Align::right},
               {"memory", Align::right},
               {"build", Align::right},
               {"frontier", Align::left},
               {"settings", Align::left, std::numeric_limits<std::size_t>::max(), true}});
  for (const IndexPoint& point : frontier.points) {
    const bool chosen = &point == &frontier.points[frontier.chosen];
    table.add({chosen ? "→" : "", point.index, decimal(point.recall_at_20, 4), microseconds(point.p50_us),
               microseconds(point.p99_us), megabytes(point.index_bytes), duration(point.build_seconds),
               point.on_frontier ? "yes" : "", settings_text(point)});
  }
  const IndexPoint& chosen = frontier.points[frontier.chosen];
  std::string rule = "exact search takes at most 400 µs, or no index that finds 98% is faster";
  if (chosen.index != "exact")
    rule = "exact search takes more than 400 µs, and this is the fastest index that finds 98%";
  if (frontier.min_recall)
    rule = "the fastest index that finds " + share_text(*frontier.min_recall) + " of the exact top 20";
  return frontier.model_id + ", " + frontier.part + ": " + with_thousands(frontier.products) + " products x " +
         std::to_string(frontier.dim) + "\n" + with_thousands(frontier.customers) +
         " customers, top 20 each, one at a time on one thread\n\n" + table.text(terminal_width) + "\n" +
         "Chosen: " + described(chosen) + "; " + rule + ".\n";
}

std::string chosen_index_lines(const IndexFrontier& frontier) {
  const IndexPoint& chosen = frontier.points[frontier.chosen];
  std::string text = "Index " + described(chosen) + ": finds " + decimal(chosen.recall_at_20, 4) +
                     " of the exact top 20 in " + microseconds(chosen.p50_us) + " µs";
  for (const IndexPoint& point : frontier.points) {
    if (point.index == "exact" && chosen.index != "exact") {
      text += "; exact search takes " + microseconds(point.p50_us) + " µs";
    }
  }
  return text + "\n";
}

}  // namespace moshaver::tools
