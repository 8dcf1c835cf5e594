#include "models/blend/additive_training.hpp"

#include <algorithm>
#include <mutex>

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

void append(RankingCases& cases, std::span<const float> features, bool wanted, std::uint32_t customer) {
  cases.cases.features.insert(cases.cases.features.end(), features.begin(), features.end());
  cases.cases.wanted.push_back(wanted);
  cases.customer.push_back(customer);
}

}  // namespace

void add_cases(const AdditiveScorer& scorer, const JudgingTask& task, std::size_t most, std::size_t threads,
               RankingData& data, const ProgressSink& progress) {
  const std::vector<UserId> users = customers_to_ask(task, most);
  const std::size_t width = scorer.features().size();
  if (data.features.empty()) {
    for (const FeatureInfo& feature : scorer.features()) data.features.push_back(feature.name);
    data.fresh.cases.width = data.owned.cases.width = width;
  }
  constexpr std::size_t batch = 64;
  std::vector<std::vector<Candidates>> found((users.size() + batch - 1) / batch);
  std::mutex reporting;
  std::uint64_t done = 0;
  parallel_for(users.size(), batch, thread_count_or_all(threads), [&](std::size_t first, std::size_t last, std::size_t) {
    std::vector<CustomerState> states;
    std::vector<Exclusions> exclusions;
    for (std::size_t at = first; at < last; ++at) {
      states.push_back({task.train.of(users[at]), users[at]});
      exclusions.push_back({task.train.hidden_of(users[at])});
    }
    found[first / batch] = scorer.candidates(states, exclusions);
    const std::lock_guard lock(reporting);
    done += last - first;
    report(progress, {"collecting candidates", done, users.size(), "customers"});
  });
  for (std::size_t at = 0; at < users.size(); ++at) {
    const Candidates& candidates = found[at / batch][at % batch];
    const auto truth = task.truth_of(users[at]);
    for (std::size_t candidate = 0; candidate < candidates.items.size(); ++candidate) {
      const bool wanted = std::binary_search(truth.begin(), truth.end(), candidates.items[candidate]);
      append(candidates.owned[candidate] ? data.owned : data.fresh,
             std::span(candidates.features).subspan(candidate * width, width), wanted, data.customers);
    }
    ++data.customers;
  }
}

AdditiveRanker fit_ranker(const RankingData& data, const AdditiveRanker& shape, const BoostingConfig& config,
                          const ProgressSink& progress) {
  AdditiveRanker ranker = shape;
  ranker.fresh = fit_additive(data.fresh.cases, data.features, config, progress);
  ranker.owned = fit_additive(data.owned.cases, data.features, config, progress);
  return ranker;
}

}  // namespace moshaver
