// Embeddings of customers or products: one row each.
//
//   shape    rows() x dim() float32, row-major, no padding, owned here, begins on a cache line
//   threads  const members may be called concurrently
//   views    row() and values() are valid while the matrix lives and is not assigned to
#pragma once

#include <cassert>
#include <cstddef>
#include <span>
#include <vector>

#include "engine/data/line_allocator.hpp"

namespace moshaver {

class FactorMatrix {
 public:
  FactorMatrix() = default;
  // All zero.
  FactorMatrix(std::size_t rows, std::size_t dim) : rows_(rows), dim_(dim), values_(rows * dim) {}
  // Copies `values`, which has rows * dim elements.
  FactorMatrix(std::size_t rows, std::size_t dim, std::span<const float> values)
      : rows_(rows), dim_(dim), values_(values.begin(), values.end()) {
    assert(values_.size() == rows * dim);
  }

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t dim() const { return dim_; }

  [[nodiscard]] std::span<const float> row(std::size_t i) const { return block(i, 1); }
  [[nodiscard]] std::span<float> row(std::size_t i) {
    assert(i < rows_);
    return std::span(values_).subspan(i * dim_, dim_);
  }
  // `count` rows from row `first` on, back to back.
  [[nodiscard]] std::span<const float> block(std::size_t first, std::size_t count) const {
    assert(first + count <= rows_);
    return std::span(values_).subspan(first * dim_, count * dim_);
  }
  [[nodiscard]] std::span<const float> values() const { return values_; }

 private:
  std::size_t rows_ = 0;
  std::size_t dim_ = 0;
  std::vector<float, LineAllocator<float>> values_;
};

}  // namespace moshaver
