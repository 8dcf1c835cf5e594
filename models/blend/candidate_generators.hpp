// Which parts of a blend name candidates, and how many each: the fewest that lose next to nothing, since every one of
// them costs time in every answer.
//
//   evaluated  NDCG of the weighted sum over the candidates, for sampled customers with something to be found: with the
//           widest choice (every part that can, `candidates_per_part` each), and then with less
//   search  parts are dropped one by one, the costliest kind first, then the number is halved, as long as the NDCG stays
//           within most_lost of the widest
//   cost    one answer a sampled customer; the search itself milliseconds
//   read    tests/blend/candidate_generators_test.cpp
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
  double most_lost = 0.001;   // of it, relative
  std::uint32_t fewest = 25;  // of candidates a part
  std::size_t threads = 1;
};

struct CandidateGenerators {
  std::vector<std::string> parts;
  std::uint32_t candidates_per_part = 0;
  double ndcg = 0, widest_ndcg = 0;
};

// `costliest_first`: names of the scorer's parts. With nobody to evaluate by, the widest.
[[nodiscard]] CandidateGenerators choose_candidate_generators(const AdditiveScorer&, std::uint32_t candidates_per_part,
                                                              std::vector<std::string> costliest_first,
                                                              const EvaluationTask&, const CandidateGeneratorsConfig&);

}  // namespace moshaver
