// A list that is not one thing ten times: each next product is as good as possible and as unlike those before as asked.
//
//   order    greedy by (1 - d) relevance - d similarity: relevance is the score, scaled to 0..1 within the candidates;
//            similarity is that to the most similar product before it. Scores keep their values, so they no longer fall
//            along the list
//   similar  by the category path (the share of common steps) and the brand
//   source   Carbonell & Goldstein, "The Use of MMR" (SIGIR 1998)
//   cost     count x candidates
//   test     tests/advice/diversity_test.cpp
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/live/live_catalogue.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

// 0 to 1; 0 if neither category nor brand is known.
[[nodiscard]] double similarity_in_kind(const LiveProduct&, const LiveProduct&);

// How many candidates to choose `count` from.
[[nodiscard]] std::size_t candidates_for_diversity(std::size_t count);
// `diversity`: d, 0 to 1. The first candidate stays first.
[[nodiscard]] std::vector<ScoredItem> diversified(std::span<const ScoredItem> best_first, std::size_t count,
                                                  double diversity, const LiveCatalogue&);

}  // namespace moshaver
