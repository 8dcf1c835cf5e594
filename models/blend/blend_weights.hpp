// How much each part of a blend counts, found on held-out purchases.
//
//   data    for a sample of customers, what they have and the union of what every part proposes, each with all parts'
//           scores scaled to deviation 1 (additive_scorer.hpp) and whether it was bought
//   search  coordinate ascent on NDCG from equal weights, over a coarse grid: fine weights would fit the sample, not the
//           shop. A part whose removal costs less than `min_gain` of the NDCG is left out
//   cost    an answer for every sampled customer; the search itself takes seconds
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/ranking/ranker.hpp"
#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

struct BlendWeightConfig {
  std::size_t customers = 4'000;  // sampled evenly from those with something to be found
  std::size_t candidates_per_part = 50;
  std::size_t k = 20;       // of the NDCG
  double min_gain = 0.002;  // relative
  std::size_t threads = 1;
};

struct BlendWeights {
  std::vector<float> weights;  // by ranker; 0: left out. The largest is 1
  double ndcg = 0;             // of the blend on the sample, and of the best part alone
  double best_alone = 0;
};

// `rankers` hold one part each, trained on task.train.
[[nodiscard]] BlendWeights find_blend_weights(std::span<const Ranker> rankers, const EvaluationTask& task,
                                              const BlendWeightConfig& config, const ProgressSink& progress = {});

}  // namespace moshaver
