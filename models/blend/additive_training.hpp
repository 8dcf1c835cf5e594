// Fits the additive ranker of a blend on held-out purchases.
//
//   cases   the candidates of sampled customers, as the ranker will meet them, and whether each was bought
//   gate    fitted on four customers in five and asked about the fifth: unless it ranks better there than the weighted
//           sum of the parts does, there is no ranker
//   memory  4 bytes a case and feature: at most most_cases of them
#pragma once

#include <optional>
#include <span>

#include "engine/ranking/additive_scorer.hpp"
#include "models/blend/boosting.hpp"
#include "models/evaluation/judge.hpp"

namespace moshaver {

// Cases of one kind, and whose they are.
struct RankingCases {
  AdditiveCases cases;
  std::vector<std::uint32_t> customer;  // by case, ascending
};

struct RankingData {
  std::vector<std::string> features;
  RankingCases fresh, owned;
  std::uint32_t customers = 0;
};

// Adds the candidates of up to `most` customers, evenly chosen, of those with something to be found.
void add_cases(const AdditiveScorer&, const JudgingTask&, std::size_t most, std::size_t threads, RankingData&,
               const ProgressSink& = {});

[[nodiscard]] AdditiveRanker fit_ranker(const RankingData&, const AdditiveRanker& shape, const BoostingConfig&,
                                        const ProgressSink& = {});

}  // namespace moshaver
