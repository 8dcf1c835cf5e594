// Metrics of one ranked list for one customer, and coverage and Gini of a set of lists.
// moshaver/evaluation_report.hpp defines them.
//
//   DCG    sum over hits of 1 / log2(1 + rank), ranks from 1
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

// The third of the training interactions that each item falls into, most popular first, ties to the smaller id.
// An item that spans a border belongs to the third where it starts, so one bestseller may leave `mid` empty.
// O(n log n).
[[nodiscard]] std::vector<Tercile> popularity_terciles(std::span<const std::uint32_t> interactions_per_item);

struct EvaluatedCustomer {
  std::span<const ItemId> ranked;  // best first, distinct; may be shorter or longer than k
  std::span<const ItemId> truth;   // ascending, distinct
  std::size_t truth_unknown = 0;   // number of further products bought that are not in the catalogue
  std::span<const ItemId> owned;   // before the held-out purchases; ascending, distinct
};

// Indexed by Metric; NaN if the customer does not count in that mean.
using CustomerMetrics = std::array<double, metric_count>;

// `terciles` covers every item of the truth; the truth is not empty. O((k + |truth|) log(|truth| + |owned|)).
[[nodiscard]] CustomerMetrics customer_metrics(const EvaluatedCustomer&, std::span<const Tercile> terciles,
                                               std::size_t k);

// DCG of hits at ranks 1 to `hits`.
[[nodiscard]] double ideal_dcg(std::size_t hits);

// Over the whole catalogue, items never shown included; 0 if nothing was shown.
[[nodiscard]] double coverage(std::span<const std::uint32_t> exposures);
[[nodiscard]] double gini(std::vector<std::uint32_t> exposures);

}  // namespace moshaver
