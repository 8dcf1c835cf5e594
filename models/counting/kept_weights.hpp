// The largest weights of every row, found row by row on many threads, and put together into one sparse matrix.
//
//   memory  8 bytes a kept weight, and as much again while they are put together
//   ties    go to the smaller column: the same rows at any thread count
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/data/sparse_rows.hpp"

namespace moshaver {

struct RowWeight {
  std::uint32_t column;
  float weight;
};

// Reorders the weights and returns those of the largest size, at most so many, in no order.
[[nodiscard]] std::span<RowWeight> keep_largest(std::span<RowWeight> weights, std::size_t most);

class KeptWeights {
 public:
  explicit KeptWeights(std::uint32_t row_count) : rows_(row_count) {}

  // Copies. A row is put once, and by one thread.
  void put(std::uint32_t row, std::span<const RowWeight> weights);

  // Gives the memory back on the way.
  [[nodiscard]] SparseRows take();
  // The same, divided by the size of the largest weight of all.
  [[nodiscard]] SparseRows take_scaled();

 private:
  std::vector<std::vector<RowWeight>> rows_;
};

// Rows longer than `most` thinned to so many columns, evenly chosen, so that one heavy customer cannot cost the square
// of it; all values 1.
[[nodiscard]] SparseRows thinned(const SparseRows&, std::uint32_t most);

}  // namespace moshaver
