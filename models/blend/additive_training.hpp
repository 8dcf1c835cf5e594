// Fits the additive ranker of a blend on held-out purchases.
//
//   cases   the candidates of sampled customers, as in serving, each labelled bought or not
//   kinds   separate models for products new to the customer and products bought before
//   memory  4 bytes per case and feature
#pragma once

#include <optional>
#include <span>

#include "engine/ranking/additive_scorer.hpp"
#include "models/blend/boosting.hpp"
#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

// Cases of one kind, and their customers.
struct RankingCases {
  AdditiveCases cases;
  std::vector<UserId> customer;  // by case
};

struct RankingData {
  std::vector<std::string> features;
  RankingCases fresh, owned;
  RankingCases returns;  // one case per customer: do they buy anything? Empty if the window cannot tell
  std::size_t customers = 0;
};

// Adds up to `most` customers with a history, evenly chosen, labelled by whether they have truth.
void add_returns(const AdditiveScorer&, const EvaluationTask&, std::size_t most, RankingData&);

// Adds the candidates of up to `most` returning_customers of the task.
void add_cases(const AdditiveScorer&, const EvaluationTask&, std::size_t most, std::size_t threads, RankingData&,
               const ProgressSink& = {});

// Fitted on all customers except those of the fold `left_out`.
[[nodiscard]] AdditiveRanker fit_ranker(const RankingData&, std::optional<CustomerFold> left_out,
                                        const AdditiveRanker& shape, const BoostingConfig&, const ProgressSink& = {});

}  // namespace moshaver
