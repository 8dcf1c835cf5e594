// The weights of the parts of a blend, found on held-out purchases.
//
//   data    for sampled customers the products they own and the candidates of all parts, each with all parts' scores
//           scaled to standard deviation 1 (additive_scorer.hpp), labelled bought or not
//   search  coordinate ascent on NDCG from equal weights, over a coarse grid: finer weights would overfit the sample. A
//           part whose removal costs less than `min_gain` of the NDCG is left out
//   cost    one answer per sampled customer; the search itself takes seconds
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/ranking/ranker.hpp"
#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

struct BlendWeightConfig {
  std::size_t customers = 4'000;  // at most, of the returning_customers
  std::size_t candidates_per_part = 50;
  std::size_t k = 20;       // of the NDCG
  double min_gain = 0.002;  // relative
  std::size_t threads = 1;
};

struct BlendWeights {
  std::vector<float> weights;  // by ranker; 0: left out. The largest is 1
  double ndcg = 0;             // of the blend on the sample
  double best_alone = 0;       // NDCG of the best single part
};

// `rankers` have one part each, trained on task.train.
[[nodiscard]] BlendWeights find_blend_weights(std::span<const Ranker> rankers, const EvaluationTask& task,
                                              const BlendWeightConfig& config, const ProgressSink& progress = {});

}  // namespace moshaver
