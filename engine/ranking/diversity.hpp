// A list that is not one thing ten times: each next product is as good as possible and as unlike those before as asked.
//
//   order       greedy by (1 - d) relevance - d similarity: relevance is the score, scaled to 0..1 within the candidates;
//               similarity (product_kind.hpp) is that to the most similar product before it. Scores keep their values, so
//               they no longer fall along the list
//   duplicates  of any five products in a row at most two are near duplicates, as long as there are others
//   source      Carbonell & Goldstein, "The Use of MMR" (SIGIR 1998)
//   cost        count x candidates comparisons: 10 of 40 take some 10 us, the kinds included
//   test        tests/advice/diversity_test.cpp
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "engine/ranking/product_kind.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

// How many candidates to choose `count` from: more, the more varied the list. Each costs what ranking one costs.
[[nodiscard]] std::size_t candidates_for_diversity(std::size_t count, double diversity);
// `diversity`: d, 0 to 1; at 0 the first `count`. The first candidate stays first. `kind_of` is called once a candidate.
[[nodiscard]] std::vector<ScoredItem> diversified(std::span<const ScoredItem> best_first, std::size_t count,
                                                  double diversity, const std::function<ProductKind(ItemId)>& kind_of);

}  // namespace moshaver
