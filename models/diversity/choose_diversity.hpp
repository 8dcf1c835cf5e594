// Chooses how varied the lists of a model are, on held-out purchases: as varied as costs at most a hundredth of NDCG@10.
//
//   how      each customer's best products are reordered (engine/ranking/diversity.hpp) at every value tried. The largest
//            value whose mean loss of NDCG@10, plus its standard error, is at most 1% is chosen; 0 if none is
//   nothing  is chosen where products have neither category, brand nor title, or too few customers can be asked
//   cost     one answer a customer, and some 100 us
//   test     tests/diversity/choose_diversity_test.cpp
#pragma once

#include <array>
#include <vector>

#include "engine/ranking/ranker.hpp"
#include "models/evaluation/evaluation_task.hpp"

namespace moshaver {

// The smallest is in effect the rule on near duplicates alone.
inline constexpr std::array tried_diversities = {0.001, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5};
inline constexpr double most_ndcg_loss = 0.01;
inline constexpr std::size_t least_diversity_customers = 200;  // with fewer, chance would choose

// Means over the customers, of lists of ten.
struct DiversityTrial {
  double value = 0, ndcg = 0;
  double loss = 0, error = 0;  // of NDCG against value 0, as a share of it; its standard error
  double categories = 0;       // distinct category paths in a list, of the products that have one
  double alike = 0;            // similarity of two products of a list
  double crowded = 0;          // share of lists whose first five hold three near duplicates
};

struct DiversityConfig {
  std::size_t most_customers = 3'000;
  std::size_t threads = 0;  // 0: all
};

struct DiversityTrials {
  std::vector<DiversityTrial> trials;  // the first is without diversity; empty: nothing can be tried
  std::size_t customers = 0;
};
// The ranker was trained on task.train; the catalogue is the task's.
[[nodiscard]] DiversityTrials try_diversities(const Ranker&, const EvaluationTask&, const DiversityConfig&);
[[nodiscard]] ListDiversity chosen_diversity(const DiversityTrials&);

}  // namespace moshaver
