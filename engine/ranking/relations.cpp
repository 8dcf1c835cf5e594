#include "engine/ranking/relations.hpp"

#include <algorithm>

namespace moshaver {

std::vector<ScoredItem> related(const SparseRows& rows, ItemId item, std::size_t count) {
  std::vector<ScoredItem> found;
  if (item.row >= rows.row_count()) return found;
  const auto columns = rows.columns_of(item.row);
  const auto values = rows.values_of(item.row);
  for (std::size_t at = 0; at < columns.size(); ++at) found.push_back({ItemId{columns[at]}, values[at]});
  const auto shown = found.begin() + static_cast<std::ptrdiff_t>(std::min(count, found.size()));
  std::partial_sort(found.begin(), shown, found.end(), [](const ScoredItem& a, const ScoredItem& b) {
    return a.score != b.score ? a.score > b.score : a.item < b.item;
  });
  found.erase(shown, found.end());
  return found;
}

}  // namespace moshaver
