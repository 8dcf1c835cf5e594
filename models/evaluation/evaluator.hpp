// Gathers the figures of one recipe, a customer at a time, and sums them up with intervals.
//
//   threads  add() may run on many threads at once, each customer once: every customer has a slot of its own and
//            exposures are counts, so neither order nor thread count can change the result
//   memory   88 bytes a customer and k, 4 bytes a product and k
//   read     tests/evaluation/evaluator_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "models/evaluation/bootstrap.hpp"
#include "models/evaluation/metrics.hpp"
#include "models/evaluation/segments.hpp"
#include "moshaver/evaluation_report.hpp"

namespace moshaver {

struct EvaluatorSettings {
  std::vector<std::size_t> ks;                // from 1 up, in any order
  std::span<const std::uint32_t> popularity;  // training interactions of every product; read while constructing
  std::size_t customer_count = 0;             // slots: customers 0 .. customer_count - 1
  BootstrapSettings bootstrap;
};

struct Evaluated {
  RecipeEvaluation evaluation;  // `at` ascending in k; seconds and microseconds are the caller's to fill
  std::size_t customers_evaluated = 0, truth_items = 0, truth_unknown_items = 0;
  std::vector<ResampledColumn> resampled;  // at.size() x metric_count, for compare()
};

class Evaluator {
 public:
  explicit Evaluator(const EvaluatorSettings&);

  // Lists should hold the largest k; longer ones are cut. A customer without truth is not evaluated: neither hits nor
  // exposures count. Nothing is kept of the argument.
  void add(std::size_t customer, const EvaluatedCustomer&);

  [[nodiscard]] Evaluated finish(std::string recipe) const;

  // The same figures over those customers only, resampled among themselves.
  [[nodiscard]] SegmentEvaluation of_segment(const CustomerSegment&,
                                             const std::function<bool(std::size_t customer)>& is_member) const;

  [[nodiscard]] std::span<const std::size_t> ks() const { return ks_; }  // ascending, distinct

 private:
  struct TruthCount {
    std::uint32_t known = 0, unknown = 0;
  };
  std::vector<std::size_t> ks_;
  std::vector<Tercile> terciles_;
  BootstrapSettings bootstrap_;
  std::vector<TruthCount> truth_;         // a customer
  std::vector<double> values_;            // customers x ks x metric_count
  std::vector<std::uint32_t> exposures_;  // ks x items: shown beyond the previous k and within this one
};

// Both evaluated on the same customers with the same settings.
[[nodiscard]] RecipeComparison compare(const Evaluated& baseline, const Evaluated& challenger, Metric, std::size_t k);

}  // namespace moshaver
