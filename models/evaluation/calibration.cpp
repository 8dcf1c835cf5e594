#include "models/evaluation/calibration.hpp"

#include <algorithm>
#include <utility>

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

using Outcomes = std::vector<AnswerOutcome>;

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
            const auto sure = given_return ? confidence->given_return(scored.item, scored.score)
                                           : confidence->of(scored.item, scored.score);
            if (!sure) continue;
            of_batch[first / batch].push_back({*sure, std::binary_search(truth.begin(), truth.end(), scored.item)});
          }
        }
      });
  Outcomes all;
  for (const Outcomes& some : of_batch) all.insert(all.end(), some.begin(), some.end());
  return all;
}

}  // namespace

std::vector<ReliabilityBin> reliability_bins(std::vector<AnswerOutcome> all) {
  constexpr std::size_t bin_count = 15;
  std::stable_sort(all.begin(), all.end(),
                   [](const AnswerOutcome& a, const AnswerOutcome& b) { return a.confidence < b.confidence; });
  std::vector<ReliabilityBin> bins;
  for (std::size_t bin = 0; bin < bin_count; ++bin) {
    const std::size_t first = bin * all.size() / bin_count, last = (bin + 1) * all.size() / bin_count;
    if (first == last) continue;
    ReliabilityBin found{0, 0, last - first};
    for (std::size_t at = first; at < last; ++at) {
      found.confidence += all[at].confidence;
      found.bought += all[at].bought ? 1 : 0;
    }
    found.confidence /= static_cast<double>(found.answers);
    found.bought /= static_cast<double>(found.answers);
    bins.push_back(found);
  }
  return bins;
}

std::vector<ConfidenceCut> confidence_cuts(std::span<const AnswerOutcome> all) {
  std::vector<ConfidenceCut> cuts;
  for (const double least : {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5}) {
    ConfidenceCut cut{least, 0, 0, 0};
    for (const AnswerOutcome& one : all) {
      if (one.confidence < least) continue;
      ++cut.answers;
      cut.confidence += one.confidence;
      cut.bought += one.bought ? 1 : 0;
    }
    if (cut.answers == 0) break;
    cut.confidence /= static_cast<double>(cut.answers);
    cut.bought /= static_cast<double>(cut.answers);
    cuts.push_back(cut);
  }
  return cuts;
}

Calibration measure_calibration(const Ranker& ranker, const EvaluationTask& task, std::size_t k, std::size_t most,
                                std::size_t threads, CustomerFold fold) {
  Calibration calibration;
  if (!ranker.states_confidence()) return calibration;
  const std::vector<UserId> known = known_customers(task, most, fold);
  const std::vector<UserId> back = returning_customers(task, most, fold);
  const Outcomes of_known = outcomes(ranker, task, known, k, false, threads);
  calibration.cuts = confidence_cuts(of_known);
  calibration.known = {reliability_bins(of_known), known.size(), ""};
  calibration.back = {reliability_bins(outcomes(ranker, task, back, k, true, threads)), back.size(), ""};
  return calibration;
}

}  // namespace moshaver
