#include "models/blend/additive_training.hpp"

#include <algorithm>
#include <mutex>

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

void append(RankingCases& cases, std::span<const float> features, bool positive, UserId customer) {
  cases.cases.features.insert(cases.cases.features.end(), features.begin(), features.end());
  cases.cases.wanted.push_back(positive);
  cases.customer.push_back(customer);
}

AdditiveCases without(const RankingCases& all, CustomerFold left_out) {
  AdditiveCases kept;
  kept.width = all.cases.width;
  for (std::size_t at = 0; at < all.cases.size(); ++at) {
    if (left_out.holds(all.customer[at].row)) continue;
    const auto features = std::span(all.cases.features).subspan(at * kept.width, kept.width);
    kept.features.insert(kept.features.end(), features.begin(), features.end());
    kept.wanted.push_back(all.cases.wanted[at]);
  }
  return kept;
}

}  // namespace

void add_cases(const AdditiveScorer& scorer, const EvaluationTask& task, std::size_t most, std::size_t threads,
               RankingData& data, const ProgressSink& progress) {
  const std::vector<UserId> users = returning_customers(task, most);
  const std::size_t width = scorer.features().size();
  if (data.features.empty()) {
    for (const FeatureInfo& feature : scorer.features()) data.features.push_back(feature.name);
    data.fresh.cases.width = data.owned.cases.width = width;
  }
  constexpr std::size_t batch = 64;
  std::vector<Candidates> found(users.size());
  std::mutex reporting;
  std::uint64_t done = 0;
  parallel_for(users.size(), batch, thread_count_or_all(threads),
               [&](std::size_t first, std::size_t last, std::size_t) {
                 for (std::size_t at = first; at < last; ++at) {
                   found[at] = scorer.candidates({task.known().of(users[at]), users[at]});
                 }
                 const std::lock_guard lock(reporting);
                 done += last - first;
                 report(progress, {"collecting candidates", done, users.size(), "customers"});
               });
  for (std::size_t at = 0; at < users.size(); ++at) {
    const Candidates& candidates = found[at];
    const auto truth = task.truth_of(users[at]);
    for (std::size_t candidate = 0; candidate < candidates.items.size(); ++candidate) {
      const bool positive = std::binary_search(truth.begin(), truth.end(), candidates.items[candidate]);
      append(candidates.owned[candidate] ? data.owned : data.fresh,
             std::span(candidates.features).subspan(candidate * width, width), positive, users[at]);
    }
    ++data.customers;
  }
}

void add_returns(const AdditiveScorer& scorer, const EvaluationTask& task, std::size_t most, RankingData& data) {
  data.returns.cases.width = customer_feature_count;
  for (const UserId user : known_customers(task, most)) {
    const auto features = scorer.features_of({task.known().of(user), user}).of_customer();
    append(data.returns, features, !task.truth_of(user).empty(), user);
  }
}

AdditiveRanker fit_ranker(const RankingData& data, std::optional<CustomerFold> left_out, const AdditiveRanker& shape,
                          const BoostingConfig& config, const ProgressSink& progress) {
  const auto fit = [&](const RankingCases& all, std::span<const std::string> names, std::size_t line_feature) {
    BoostingConfig with_line = config;
    with_line.line_feature = line_feature;
    return left_out ? fit_additive(without(all, *left_out), names, with_line, progress)
                    : fit_additive(all.cases, names, with_line, progress);
  };
  AdditiveRanker ranker = shape;
  ranker.fresh = fit(data.fresh, data.features, AdditiveScorer::sum_feature);
  ranker.owned = fit(data.owned, data.features, AdditiveScorer::sum_feature);
  if (data.returns.cases.size() > 0) {
    std::vector<std::string> names;
    for (const FeatureInfo& feature : customer_feature_list()) names.push_back(feature.name);
    ranker.returns = fit(data.returns, names, BoostingConfig::no_line);
  }
  return ranker;
}

}  // namespace moshaver
