#include "engine/data/sessions.hpp"

#include <algorithm>
#include <tuple>

namespace moshaver {

SparseRows build_sessions(const EventTable& table) {
  constexpr std::uint32_t gap_seconds = 30 * 60;
  constexpr std::size_t max_products = 50;
  std::vector<std::uint32_t> views;
  for (std::uint32_t event = 0; event < table.size(); ++event) {
    const bool is_view = table.kind[event] == EventKind::view || table.kind[event] == EventKind::cart;
    if (is_view && table.time[event] != 0) views.push_back(event);
  }
  std::sort(views.begin(), views.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(table.user[a], table.time[a], a) < std::tuple(table.user[b], table.time[b], b);
  });
  SparseRows sessions;
  std::vector<std::uint32_t> seen;
  const auto close = [&] {
    std::sort(seen.begin(), seen.end());
    if (seen.size() > 1) {
      sessions.columns.insert(sessions.columns.end(), seen.begin(), seen.end());
      sessions.offsets.push_back(sessions.columns.size());
    }
    seen.clear();
  };
  for (std::size_t at = 0; at < views.size(); ++at) {
    const std::uint32_t event = views[at];
    if (at > 0) {
      const std::uint32_t before = views[at - 1];
      if (table.user[event] != table.user[before] || table.time[event] - table.time[before] > gap_seconds) close();
    }
    const std::uint32_t item = table.item[event];
    if (seen.size() < max_products && std::find(seen.begin(), seen.end(), item) == seen.end()) seen.push_back(item);
  }
  close();
  sessions.values.assign(sessions.columns.size(), 1.0F);
  return sessions;
}

}  // namespace moshaver
