// Sparse sums: an accumulator over many rows whose cost depends only on the rows touched.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/retrieval/exclusions.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

// Keep one a thread and reuse it: between uses all sums are 0.
class SparseSums {
 public:
  void start(std::size_t rows) {
    assert(touched_count_ == 0);
    if (sums_.size() < rows) sums_.resize(rows, 0.0F);
  }
  void add(std::uint32_t row, float value) {
    make_room(1);
    add_at(row, value);
  }
  // Adds weight * values[i] to row columns[i].
  void add(std::span<const std::uint32_t> columns, std::span<const float> values, float weight) {
    make_room(columns.size());
    for (std::size_t at = 0; at < columns.size(); ++at) add_at(columns[at], weight * values[at]);
  }
  // The rows in the order in which they were first touched; a row whose sum was 0 in between may appear twice.
  [[nodiscard]] std::span<const std::uint32_t> touched() const { return std::span(touched_).first(touched_count_); }
  // Returns the sum of a row and sets it to 0.
  [[nodiscard]] float take(std::uint32_t row) {
    const float sum = sums_[row];
    sums_[row] = 0;
    return sum;
  }
  // Call it after take() of every touched row.
  void finish() { touched_count_ = 0; }

 private:
  void make_room(std::size_t more) {
    if (touched_.size() < touched_count_ + more) touched_.resize(2 * (touched_count_ + more));
  }
  // Without a branch, which would be mispredicted: always stores the row, and counts it only if it is new.
  void add_at(std::uint32_t row, float value) {
    float& sum = sums_[row];
    touched_[touched_count_] = row;
    touched_count_ += sum == 0 ? 1 : 0;
    sum += value;
  }

  std::vector<float> sums_;
  std::vector<std::uint32_t> touched_;  // the first touched_count_
  std::size_t touched_count_ = 0;
};

// Appends the allowed items with the `count` largest sums to `out`, best first, and calls finish().
inline void take_best(SparseSums& sums, std::size_t count, const Exclusions& exclusions, std::vector<ItemId>& out) {
  TopK best(count);
  for (const std::uint32_t row : sums.touched()) {
    const float sum = sums.take(row);
    if (sum > 0 && sum >= best.bar() && exclusions.allows(ItemId{row})) best.push({ItemId{row}, sum});
  }
  sums.finish();
  for (const ScoredItem& scored : best.take()) out.push_back(scored.item);
}

}  // namespace moshaver
