#include "models/evaluation/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

using Outcomes = std::vector<std::pair<double, bool>>;  // confidence, bought

// One entry per recommended item, in the order of the customers.
Outcomes outcomes(const Ranker& ranker, const EvaluationTask& task, std::span<const UserId> users, std::size_t k,
                  bool given_return, std::size_t threads) {
  constexpr std::size_t batch = 64;
  std::vector<Outcomes> of_batch((users.size() + batch - 1) / batch);
  parallel_for(
      users.size(), batch, thread_count_or_all(threads), [&](std::size_t first, std::size_t last, std::size_t) {
        std::vector<CustomerState> states;
        std::vector<std::vector<ItemId>> excluded;
        std::vector<Exclusions> exclusions;
        for (std::size_t at = first; at < last; ++at) {
          states.push_back({task.known().of(users[at]), users[at]});
          excluded.push_back(
              excluded_items(states.back().history, task.known().hidden_of(users[at]), task.include_purchased));
        }
        for (const auto& items : excluded) exclusions.push_back({items});
        const auto answers = ranker.top_batch(states, k, exclusions);
        for (std::size_t at = first; at < last; ++at) {
          const CustomerState& customer = states[at - first];
          const auto truth = task.truth_of(users[at]);
          const std::optional<Confidence> confidence = ranker.confidence(customer);
          if (!confidence) continue;
          for (const ScoredItem& scored : answers[at - first]) {
            of_batch[first / batch].emplace_back(
                given_return ? Confidence::given_return(scored.score) : confidence->of(scored.score),
                std::binary_search(truth.begin(), truth.end(), scored.item));
          }
        }
      });
  Outcomes all;
  for (const Outcomes& some : of_batch) all.insert(all.end(), some.begin(), some.end());
  return all;
}

std::vector<ReliabilityBin> bins_of(Outcomes all) {
  constexpr std::size_t bin_count = 15;
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<ReliabilityBin> bins;
  for (std::size_t bin = 0; bin < bin_count; ++bin) {
    const std::size_t first = bin * all.size() / bin_count, last = (bin + 1) * all.size() / bin_count;
    if (first == last) continue;
    ReliabilityBin found{0, 0, last - first};
    for (std::size_t at = first; at < last; ++at) {
      found.confidence += all[at].first;
      found.bought += all[at].second ? 1 : 0;
    }
    found.confidence /= static_cast<double>(found.answers);
    found.bought /= static_cast<double>(found.answers);
    bins.push_back(found);
  }
  return bins;
}

double error_of(std::span<const ReliabilityBin> bins) {
  double sum = 0, answers = 0;
  for (const ReliabilityBin& bin : bins) {
    sum += static_cast<double>(bin.answers) * std::abs(bin.confidence - bin.bought);
    answers += static_cast<double>(bin.answers);
  }
  return answers > 0 ? sum / answers : 0;
}

}  // namespace

Calibration measure_calibration(const Ranker& ranker, const EvaluationTask& task, std::size_t k, std::size_t most,
                                std::size_t threads, CustomerFold fold) {
  Calibration calibration;
  if (ranker.additive() == nullptr) return calibration;
  const std::vector<UserId> known = known_customers(task, most, fold);
  const std::vector<UserId> back = returning_customers(task, most, fold);
  calibration.known = bins_of(outcomes(ranker, task, known, k, false, threads));
  calibration.error_known = error_of(calibration.known);
  calibration.error_back = error_of(bins_of(outcomes(ranker, task, back, k, true, threads)));
  calibration.customers_known = known.size();
  calibration.customers_back = back.size();
  return calibration;
}

}  // namespace moshaver
