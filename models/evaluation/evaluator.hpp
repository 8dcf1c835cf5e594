// Collects the metrics of one recipe, customer by customer, and computes means with intervals.
//
//   threads  add() may run on many threads at once, once per customer: every customer has its own slot and exposures are
//            counts, so neither order nor thread count changes the result
//   memory   88 bytes per customer and k, 4 bytes per product and k
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
  std::span<const std::uint32_t> popularity;  // training interactions per product; read in the constructor only
  std::size_t customer_count = 0;             // customers are numbered 0 .. customer_count - 1
  BootstrapSettings bootstrap;
};

struct Evaluated {
  RecipeEvaluation evaluation;  // `at` ascending in k; the caller sets seconds and microseconds
  std::size_t customers_evaluated = 0, truth_items = 0, truth_unknown_items = 0;
  std::vector<ResampledColumn> resampled;  // at.size() x metric_count, for compare()
};

class Evaluator {
 public:
  explicit Evaluator(const EvaluatorSettings&);

  // Lists should have as many items as the largest k; longer ones are cut. A customer without truth is not evaluated:
  // neither hits nor exposures count. The argument is not kept.
  void add(std::size_t customer, const EvaluatedCustomer&);

  [[nodiscard]] Evaluated finish(std::string recipe) const;

  // The metrics over the members only, with intervals from resampling the members.
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
  std::vector<TruthCount> truth_;         // by customer
  std::vector<double> values_;            // customers x ks x metric_count
  std::vector<std::uint32_t> exposures_;  // ks x items: times shown at a rank above the previous k, up to this one
};

// Both must be evaluated on the same customers with the same settings.
[[nodiscard]] RecipeComparison compare(const Evaluated& baseline, const Evaluated& challenger, Metric, std::size_t k);

}  // namespace moshaver
