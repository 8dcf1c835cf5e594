// Rows quantized to int8 with one scale each: a quarter of the memory of float32 rows. They find candidates, which are
// then scored in float32.
//
//   coding  row ~ scale * code, scale = largest |value| / 127, code rounded to nearest: error at most scale / 2 a value
//   query   16 bits a value, so that only the rows' error counts; sums are integers: the same on every machine
//   cost    reads dim + 4 bytes a row
//   test    tests/linalg/code_rows_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "engine/data/line_allocator.hpp"
#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

// A query quantized to 16 bits.
struct CodedQuery {
  std::vector<std::int16_t> values;
  float scale = 0;  // query ~ scale * values
};
// `query` is finite. Fewer bits are used if sums over so many dimensions would not fit into 32 bits.
void code_query(std::span<const float> query, CodedQuery& coded);

class CodeRows {
 public:
  CodeRows() = default;
  // The rows of `factors` in the given order, or all of them in their own. Their values are finite.
  CodeRows(const FactorMatrix& factors, std::span<const std::uint32_t> order);
  explicit CodeRows(const FactorMatrix& factors);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_.size(); }
  [[nodiscard]] float score(const CodedQuery& query, std::size_t row) const;
  // scores[i] is that of row first + i.
  void score(const CodedQuery& query, std::size_t first, std::span<float> scores) const;
  // sums += weight * the decoded row.
  void add_row(std::size_t row, float weight, std::span<float> sums) const;
  // Prefetches the row, ahead of score().
  void prefetch(std::size_t row) const {
    const std::uint8_t* at = bytes_.data() + row * stride_;
    for (std::size_t offset = 0; offset < stride_; offset += line) __builtin_prefetch(at + offset);
    __builtin_prefetch(at + stride_ - 1);
  }

 private:
  static constexpr std::size_t line = 64;
  void encode(std::span<const float> row, std::size_t at);

  std::size_t rows_ = 0, dim_ = 0, stride_ = 0;
  std::vector<std::uint8_t, LineAllocator<std::uint8_t>> bytes_;  // a row: the scale, then dim codes
};

}  // namespace moshaver
