// A sparse matrix by rows, and the user x item matrix that every learner starts from.
//
//   shape   row_count() rows; the entries of a row ascend by column; each column once
//   memory  8 bytes an entry
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/data/histories.hpp"

namespace moshaver {

struct SparseRows {
  std::vector<std::uint64_t> offsets = {0};
  std::vector<std::uint32_t> columns;
  std::vector<float> values;

  [[nodiscard]] std::uint32_t row_count() const { return static_cast<std::uint32_t>(offsets.size() - 1); }
  [[nodiscard]] std::size_t size_of(std::uint32_t row) const { return offsets[row + 1] - offsets[row]; }
  [[nodiscard]] std::span<const std::uint32_t> columns_of(std::uint32_t row) const {
    return std::span(columns).subspan(offsets[row], size_of(row));
  }
  [[nodiscard]] std::span<const float> values_of(std::uint32_t row) const {
    return std::span(values).subspan(offsets[row], size_of(row));
  }
  bool operator==(const SparseRows&) const = default;
};

// user_count x item_count: the number of baskets with the item (1 for an item that was only liked).
[[nodiscard]] SparseRows interactions(const Histories&);
[[nodiscard]] SparseRows transpose(const SparseRows&, std::uint32_t column_count);

}  // namespace moshaver
