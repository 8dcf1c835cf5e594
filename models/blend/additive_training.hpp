// Fits the additive ranker of a blend on held-out purchases.
//
//   cases   the candidates of sampled customers, as the ranker will meet them, and whether each was bought
//   kinds   what is new to the customer and what was bought before are fitted apart
//   memory  4 bytes a case and feature: at most most_cases of them
#pragma once

#include <optional>
#include <span>

#include "engine/ranking/additive_scorer.hpp"
#include "models/blend/boosting.hpp"
#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

// Cases of one kind, and whose they are.
struct RankingCases {
  AdditiveCases cases;
  std::vector<UserId> customer;  // by case
};

struct RankingData {
  std::vector<std::string> features;
  RankingCases fresh, owned;
  RankingCases returns;  // customers: whether they buy anything; empty where all that are asked do
  std::size_t customers = 0;
};

// Adds up to `most` customers with a history, evenly chosen, and whether they have anything to be found.
void add_returns(const AdditiveScorer&, const EvaluationTask&, std::size_t most, RankingData&);

// Adds the candidates of up to `most` customers, evenly chosen, of those with something to be found.
void add_cases(const AdditiveScorer&, const EvaluationTask&, std::size_t most, std::size_t threads, RankingData&,
               const ProgressSink& = {});

// On all customers but those of `left_out`.
[[nodiscard]] AdditiveRanker fit_ranker(const RankingData&, std::optional<CustomerFold> left_out,
                                        const AdditiveRanker& shape, const BoostingConfig&, const ProgressSink& = {});

}  // namespace moshaver
