// When customers buy products again: for every product the chance that a buyer comes back for it, and how long that
// takes. Learned by models/repurchase, read by engine/advice/due.hpp. It does not enter the score.
//
//   model    after a purchase a customer buys the product again with a `chance`, after a log-normal gap; else never (a
//            mixture cure model). A product bought yesterday does not count as never bought again
//   gap      of one customer: exp(m + e), m ~ N(log_gap, between), e ~ N(0, within)
//   unit     of a gap: days, or orders of the customer where the data has no dates
//   source   Boag, JRSS B 1949; Berkson & Gage, JASA 1952
//   test     tests/repurchase/repurchase_test.cpp
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/data/purchase.hpp"

namespace moshaver {

struct Repurchase {
  static constexpr std::size_t stages = 3;  // after the customer's first, second, and any later purchase of the product
  bool in_days = true;
  std::uint32_t until = 0;                        // the last purchase of the data, seconds since 1970 UTC; 0: no dates
  std::array<std::vector<float>, stages> chance;  // by item
  std::vector<float> log_gap;                     // by item: mean natural logarithm of a gap
  std::vector<float> between, within;             // by item: variances of that logarithm
  std::vector<std::uint32_t> category;            // by item; products of one number share a category

  [[nodiscard]] std::uint32_t item_count() const { return static_cast<std::uint32_t>(log_gap.size()); }
  bool operator==(const Repurchase&) const = default;
};

// The distribution of a gap whose logarithm is normal.
struct GapDistribution {
  double mean = 0, variance = 1;  // of the natural logarithm
  // The probability of a gap longer than `gap`. 1 for 0 and less.
  [[nodiscard]] double survival(double gap) const;
};

// The times at which one customer bought one product, ascending and at least half a unit apart: purchases of one order,
// or of one day, are one.
struct Occasions {
  ItemId item;
  std::span<const float> times;  // days since 1970, or positions of orders; at least one
  bool dated = true;             // false: at least one purchase has no date, and `times` are positions
};

// Finds the occasions of every product of a history. Reuse one for many histories. For one thread.
// Cost: O(n log n) for n purchases.
class OccasionFinder {
 public:
  // Calls visit(const Occasions&) for each product bought, ascending. Leaves out products from `item_count` on.
  template <class Visit>
  void visit(std::span<const Purchase> history, bool in_days, std::uint32_t item_count, const Visit& visit_one) {
    collect(history, item_count);
    for (std::size_t first = 0, last; first < sorted_.size(); first = last) {
      for (last = first + 1; last < sorted_.size() && sorted_[last].item == sorted_[first].item;) ++last;
      visit_one(occasions(first, last, in_days));
    }
  }

 private:
  void collect(std::span<const Purchase> history, std::uint32_t item_count);
  [[nodiscard]] Occasions occasions(std::size_t first, std::size_t last, bool in_days);

  std::vector<Purchase> sorted_;
  std::vector<float> times_;
};

}  // namespace moshaver
