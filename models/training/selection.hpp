// Chooses the recipe to train: tries each on a held-out window, within the time budget.
//
//   time     with `seconds_left`, a recipe after the first is tried only if the time left is enough for its trial and
//            then for training either it or the best so far on everything, whichever takes longer. Its cost is measured
//            on samples of the customers and the products they bought: a 256th, then four times as many each time. The
//            growth between samples, clamped between linear and quadratic, is extrapolated to the whole. Sampling stops
//            once the trial is known to fit, or if the next sample would take a quarter of the time left. So the budget
//            is kept, but a recipe that is much cheaper than its samples suggest may be skipped.
//   blend    is assumed to cost four times what the other recipes cost, tried or skipped. If that does not fit, it is
//            still tried with half of the time left, to which it adapts, if the best so far can be trained in the other
//            half
//   read     tests/training/selection_test.cpp
#pragma once

#include <optional>
#include <vector>

#include "models/evaluation/comparison.hpp"

namespace moshaver {

// Seconds of training alone, and of the whole trial with its evaluation.
struct TrialCost {
  double train = 0, total = 0;
};
// Estimates the cost of a full trial from `measure(share of the customers)`; `fits` tells whether a cost is within the
// time left. nullopt if nothing could be measured.
[[nodiscard]] Result<std::optional<TrialCost>> expected_cost(
    const std::function<Result<std::optional<TrialCost>>(double share)>& measure,
    const std::function<bool(const TrialCost&)>& fits, const std::function<double()>& seconds_left);

// The task without products that have no buyer in it, so that a sample is a small shop and not a large shop with few
// customers. The attributes of the remaining products are put into `catalogue`, which the new task views.
[[nodiscard]] EvaluationTask without_unbought(EvaluationTask, Catalogue& catalogue);

struct Trials {
  std::vector<Contender> tried;
  std::vector<Evaluated> evaluated;     // one for each of `tried`, at selection_ks
  std::vector<SkippedRecipe> skipped;   // for lack of time
  std::vector<LeftOutRecipe> left_out;  // for lack of data; also parts of a blend
  [[nodiscard]] std::size_t best() const;
};

inline const std::vector<std::size_t> selection_ks = {10};

// The task on which recipes are compared: choose_holdout, at most 5,000 customers. Views the catalogue.
[[nodiscard]] EvaluationTask selection_task(const TrainingSource&, std::uint64_t seed, bool include_purchased);

// `all_purchases`: the number of purchases that the chosen recipe will be trained on. Contenders that were not named and
// lack data are left out. Errors: those of training.
[[nodiscard]] Result<Trials> try_contenders(std::span<const Contender>, const EvaluationTask&,
                                            std::size_t all_purchases, const TrainingRun&);

}  // namespace moshaver
