// Sums by column for one row of a large sparse matrix: how often a product was bought with each other.
//
//   memory  8 bytes per column, one object per thread. take() resets it, so a row costs only its entries
//   order   a column is summed in the order of add(): the same value at any thread count
#pragma once

#include <cstdint>
#include <vector>

namespace moshaver {

class PairSums {
 public:
  explicit PairSums(std::uint32_t column_count) : sums_(column_count, 0.0) {}

  void add(std::uint32_t column, double amount) {  // > 0
    if (sums_[column] == 0) touched_.push_back(column);
    sums_[column] += amount;
  }
  [[nodiscard]] double of(std::uint32_t column) const { return sums_[column]; }

  // Calls use(column, sum) for every column added to, in the order of their first add().
  template <class Use>
  void each(const Use& use) const {
    for (const std::uint32_t column : touched_) use(column, sums_[column]);
  }

  // The same, and resets the sums.
  template <class Use>
  void take(const Use& use) {
    for (const std::uint32_t column : touched_) {
      use(column, sums_[column]);
      sums_[column] = 0;
    }
    touched_.clear();
  }
  void clear() {
    take([](std::uint32_t, double) {});
  }

 private:
  std::vector<double> sums_;
  std::vector<std::uint32_t> touched_;
};

}  // namespace moshaver
