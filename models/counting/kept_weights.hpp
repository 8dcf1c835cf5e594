// Collects the largest weights of every row, found on many threads, into one sparse matrix.
//
//   memory  8 bytes per kept weight, and as much again in take()
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

// Reorders the weights and returns the `most` largest in absolute value, unordered.
[[nodiscard]] std::span<RowWeight> keep_largest(std::span<RowWeight> weights, std::size_t most);

class KeptWeights {
 public:
  explicit KeptWeights(std::uint32_t row_count) : rows_(row_count) {}

  // Copies the weights. Each row is put once, by one thread.
  void put(std::uint32_t row, std::span<const RowWeight> weights);

  // Frees each row after copying it.
  [[nodiscard]] SparseRows take();
  // The same, divided by the largest absolute value of all.
  [[nodiscard]] SparseRows take_scaled();

 private:
  std::vector<std::vector<RowWeight>> rows_;
};

// Thins rows longer than `most` to so many columns, evenly chosen: counting pairs costs the square of a row's length.
// All values are 1.
[[nodiscard]] SparseRows thinned(const SparseRows&, std::uint32_t most);

}  // namespace moshaver
