#include "models/relations/category_paths.hpp"

#include <algorithm>
#include <sstream>
#include <string>

#include "engine/data/key_map.hpp"
#include "engine/text/fold.hpp"

namespace moshaver {

CategoryPaths::CategoryPaths(const Catalogue& catalogue, std::uint32_t item_count) {
  KeyMap numbers;
  for (std::uint32_t item = 0; item < item_count; ++item) {
    std::istringstream levels(catalogue.of(ItemId{item}).category);
    std::string path;
    for (std::string level; std::getline(levels, level, '>');) {
      path += folded(level) + ">";
      levels_.push_back(numbers.insert(path));
    }
    offsets_.push_back(levels_.size());
  }
}

std::optional<double> CategoryPaths::shared(std::uint32_t a, std::uint32_t b) const {
  const std::size_t levels_a = offsets_[a + 1] - offsets_[a], levels_b = offsets_[b + 1] - offsets_[b];
  if (levels_a == 0 || levels_b == 0) return std::nullopt;
  std::size_t same = 0;
  while (same < std::min(levels_a, levels_b) && levels_[offsets_[a] + same] == levels_[offsets_[b] + same]) ++same;
  return static_cast<double>(same) / static_cast<double>(std::max(levels_a, levels_b));
}

}  // namespace moshaver
