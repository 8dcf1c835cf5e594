// Scratch memory for the kernels: 64-byte aligned, only grows, never cleared.
//
//   Scratch  owns the memory. at_least() reuses it if it is large enough; its values are then unspecified
//   Block    a view of rows in it, each beginning on 64 bytes. `stride` is an odd number of cache lines, so that a
//            column uses all sets of the L1 cache
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace moshaver {

constexpr std::size_t line_floats = 16;

inline std::size_t padded(std::size_t count) { return (count + line_floats - 1) / line_floats * line_floats; }

struct Block {
  float* values = nullptr;
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::size_t stride = 0;

  [[nodiscard]] float* row(std::size_t i) const { return values + i * stride; }
};

class Scratch {
 public:
  float* at_least(std::size_t count) {
    if (count > size_) {
      values_.reset(static_cast<float*>(::operator new(count * sizeof(float), alignment)));
      size_ = count;
    }
    return values_.get();
  }

  Block block(std::size_t rows, std::size_t columns) {
    const std::size_t stride = (padded(columns) / line_floats | 1) * line_floats;
    return {at_least(rows * stride), rows, columns, stride};
  }

 private:
  static constexpr std::align_val_t alignment{64};
  struct Free {
    void operator()(float* values) const { ::operator delete(values, alignment); }
  };
  std::unique_ptr<float, Free> values_;
  std::size_t size_ = 0;
};

}  // namespace moshaver
