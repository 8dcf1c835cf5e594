#include "models/evaluation/evaluator.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <utility>

namespace moshaver {

Evaluator::Evaluator(const EvaluatorSettings& settings)
    : ks_(settings.ks), terciles_(popularity_terciles(settings.popularity)), bootstrap_(settings.bootstrap) {
  assert(!ks_.empty());
  std::sort(ks_.begin(), ks_.end());
  ks_.erase(std::unique(ks_.begin(), ks_.end()), ks_.end());
  assert(ks_.front() > 0);
  truth_.resize(settings.customer_count);
  values_.resize(settings.customer_count * ks_.size() * metric_count);
  exposures_.resize(ks_.size() * terciles_.size());
}

void Evaluator::add(std::size_t slot, const EvaluatedCustomer& customer) {
  assert(slot < truth_.size());
  assert(truth_[slot].known + truth_[slot].unknown == 0);  // added once
  truth_[slot] = {static_cast<std::uint32_t>(customer.truth.size()),
                  static_cast<std::uint32_t>(customer.truth_unknown)};
  if (customer.truth.size() + customer.truth_unknown == 0) return;

  double* value = values_.data() + slot * ks_.size() * metric_count;
  for (const std::size_t k : ks_) {
    const CustomerMetrics metrics = customer_metrics(customer, terciles_, k);
    value = std::copy(metrics.begin(), metrics.end(), value);
  }
  std::size_t at = 0;
  for (std::size_t i = 0; i < ks_.size(); ++i) {
    for (; at < std::min(ks_[i], customer.ranked.size()); ++at) {
      assert(customer.ranked[at].row < terciles_.size());
      std::atomic_ref(exposures_[i * terciles_.size() + customer.ranked[at].row])
          .fetch_add(1, std::memory_order_relaxed);
    }
  }
}

Evaluated Evaluator::finish(std::string recipe) const {
  Evaluated result;
  const std::size_t columns = ks_.size() * metric_count;
  std::vector<double> evaluated;
  for (std::size_t slot = 0; slot < truth_.size(); ++slot) {
    const TruthCount truth = truth_[slot];
    if (truth.known + truth.unknown == 0) continue;
    ++result.customers_evaluated;
    result.truth_items += truth.known + truth.unknown;
    result.truth_unknown_items += truth.unknown;
    const auto first = values_.begin() + static_cast<std::ptrdiff_t>(slot * columns);
    evaluated.insert(evaluated.end(), first, first + static_cast<std::ptrdiff_t>(columns));
  }
  result.resampled = resample({evaluated, columns}, bootstrap_);

  result.evaluation.recipe = std::move(recipe);
  std::vector<std::uint32_t> exposures(terciles_.size());
  for (std::size_t i = 0; i < ks_.size(); ++i) {
    for (std::size_t item = 0; item < exposures.size(); ++item) {
      exposures[item] += exposures_[i * exposures.size() + item];
    }
    MetricsAtK at;
    at.k = ks_[i];
    for (std::size_t metric = 0; metric < metric_count; ++metric) {
      at.means[metric] = estimate(result.resampled[i * metric_count + metric]);
    }
    at.coverage = coverage(exposures);
    at.gini = gini(exposures);
    result.evaluation.at.push_back(at);
  }
  return result;
}

SegmentEvaluation Evaluator::of_segment(const CustomerSegment& segment,
                                        const std::function<bool(std::size_t)>& is_member) const {
  const std::size_t columns = ks_.size() * metric_count;
  std::vector<double> evaluated;
  for (std::size_t slot = 0; slot < truth_.size(); ++slot) {
    if (truth_[slot].known + truth_[slot].unknown == 0 || !is_member(slot)) continue;
    const auto first = values_.begin() + static_cast<std::ptrdiff_t>(slot * columns);
    evaluated.insert(evaluated.end(), first, first + static_cast<std::ptrdiff_t>(columns));
  }
  const auto resampled = resample({evaluated, columns}, bootstrap_);
  SegmentEvaluation evaluation{segment.by, segment.name, evaluated.size() / columns, {}};
  for (std::size_t i = 0; i < ks_.size(); ++i) {
    const auto of = [&](Metric metric) {
      return estimate(resampled[i * metric_count + static_cast<std::size_t>(metric)]);
    };
    evaluation.at.push_back({ks_[i], of(Metric::recall), of(Metric::ndcg), of(Metric::hit_rate)});
  }
  return evaluation;
}

RecipeComparison compare(const Evaluated& baseline, const Evaluated& challenger, Metric metric, std::size_t k) {
  assert(baseline.customers_evaluated == challenger.customers_evaluated);
  assert(baseline.resampled.size() == challenger.resampled.size());
  const auto& at = baseline.evaluation.at;
  const auto found = std::find_if(at.begin(), at.end(), [&](const MetricsAtK& entry) { return entry.k == k; });
  assert(found != at.end());
  const std::size_t column =
      static_cast<std::size_t>(found - at.begin()) * metric_count + static_cast<std::size_t>(metric);
  const PairedDifference paired = difference(baseline.resampled[column], challenger.resampled[column]);
  return {baseline.evaluation.recipe, challenger.evaluation.recipe, metric, k, paired.absolute, paired.relative};
}

}  // namespace moshaver
