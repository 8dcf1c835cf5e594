// The category path of every product as numbers, one per level; equal numbers mean equal paths down to that level.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/data/catalogue.hpp"

namespace moshaver {

class CategoryPaths {
 public:
  CategoryPaths(const Catalogue&, std::uint32_t item_count);

  // The share of levels in common: 1 for the same category, 0 for unrelated ones; nullopt if either has no category.
  [[nodiscard]] std::optional<double> shared(std::uint32_t a, std::uint32_t b) const;

 private:
  std::vector<std::size_t> offsets_ = {0};
  std::vector<std::uint32_t> levels_;
};

}  // namespace moshaver
