// Chooses which parts of a blend generate candidates, and how many each: the fewest that lose almost nothing, because
// every generator and every candidate costs time in each answer.
//
//   measure  NDCG of the weighted sum over the candidates, for sampled returning_customers: first with all generators
//            (every part that can, `candidates_per_part` each), then with fewer
//   search   drops parts one by one, the costliest kind first, then halves the number, as long as the NDCG stays within
//            most_lost of the first
//   cost     one answer per sampled customer; the search itself takes milliseconds
//   read     tests/blend/candidate_generators_test.cpp
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/ranking/additive_scorer.hpp"
#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

struct CandidateGeneratorsConfig {
  std::size_t customers = 2'000;
  std::size_t k = 20;         // of the NDCG
  double most_lost = 0.001;   // of the NDCG, relative
  std::uint32_t fewest = 25;  // candidates per part
  std::size_t threads = 1;
};

struct CandidateGenerators {
  std::vector<std::string> parts;
  std::uint32_t candidates_per_part = 0;
  double ndcg = 0, widest_ndcg = 0;
};

// `costliest_first`: names of the scorer's parts. Without customers to evaluate, all generators are kept.
[[nodiscard]] CandidateGenerators choose_candidate_generators(const AdditiveScorer&, std::uint32_t candidates_per_part,
                                                              std::vector<std::string> costliest_first,
                                                              const EvaluationTask&, const CandidateGeneratorsConfig&);

}  // namespace moshaver
