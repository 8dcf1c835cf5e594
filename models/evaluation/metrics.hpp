// How good one ranked list is for one customer, and how evenly a set of lists shows the catalogue.
// The definitions stand beside the names, in moshaver/evaluation_report.hpp.
//
//   DCG    sum over hits of 1 / log2(1 + place), places from 1
//   Gini   sum_i (2 i - n - 1) x_i / (n sum x), x ascending, i from 1
//   read   tests/evaluation/metrics_test.cpp
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "moshaver/evaluation_report.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

enum class Tercile : std::uint8_t { head, mid, tail };

// Per item: in which third of the training interactions it stands, most popular first, ties to the smaller id.
// An item that straddles a border belongs to the third where it starts, so one bestseller may empty `mid`.
// O(n log n).
[[nodiscard]] std::vector<Tercile> popularity_terciles(std::span<const std::uint32_t> interactions_per_item);

struct EvaluatedCustomer {
  std::span<const ItemId> ranked;  // best first, distinct; may be shorter or longer than k
  std::span<const ItemId> truth;   // ascending, distinct
  std::size_t truth_unknown = 0;   // further products bought that the catalogue does not know
  std::span<const ItemId> owned;   // ascending, distinct; before the held-out purchases
};

// By Metric; NaN where the customer does not count in that mean.
using CustomerMetrics = std::array<double, metric_count>;

// `terciles` covers every item of the truth; the truth is not empty. O((k + |truth|) log(|truth| + |owned|)).
[[nodiscard]] CustomerMetrics customer_metrics(const EvaluatedCustomer&, std::span<const Tercile> terciles,
                                               std::size_t k);

// DCG of `hits` hits in the first places.
[[nodiscard]] double ideal_dcg(std::size_t hits);

// Over the whole catalogue, items never shown included; 0 where nothing was shown.
[[nodiscard]] double coverage(std::span<const std::uint32_t> exposures);
[[nodiscard]] double gini(std::vector<std::uint32_t> exposures);

}  // namespace moshaver
