// Which recipe to train: each is tried on a held-out window, as far as the time allows.
//
//   time     with `seconds_left`, a recipe (but the first) is tried only if what is left holds its trial and, after it,
//            the training of the dearer of it and the best so far on everything. What a trial costs is measured on
//            samples of the customers with the products they bought, a 256th of them first and then four times as many
//            each; the growth from one to the next, at least in proportion and at most to the square, is carried on to
//            the whole. Measuring ends once the trial is seen to fit, or the next sample seems to take a quarter
//            of the time left: a budget is kept to, and a recipe that is much cheaper than its samples say may be skipped.
//            A recipe made of the others (blend) is taken to cost four times what they did, or would have; where that
//            does not fit it is tried all the same within half of what is left, of which it makes the most, as long as
//            the best so far can be trained in the other half
//   read     tests/training/selection_test.cpp
#pragma once

#include <optional>
#include <vector>

#include "models/evaluation/comparison.hpp"

namespace moshaver {

// Seconds: of training alone, and of the whole trial with the answers evaluated.
struct TrialCost {
  double train = 0, total = 0;
};
// What a full trial will cost, going by `measure(share of the customers)`; `fits` says whether a trial of such a cost is
// within the time left. nullopt where nothing could be measured.
[[nodiscard]] Result<std::optional<TrialCost>> expected_cost(
    const std::function<Result<std::optional<TrialCost>>(double share)>& measure,
    const std::function<bool(const TrialCost&)>& fits, const std::function<double()>& seconds_left);

// The task without the products that nobody in it bought: a smaller shop, not a large one with few customers. What the
// others are goes into `catalogue`, which the new task views.
[[nodiscard]] EvaluationTask without_unbought(EvaluationTask, Catalogue& catalogue);

struct Trials {
  std::vector<Contender> tried;
  std::vector<Evaluated> evaluated;     // one each; by selection_ks
  std::vector<SkippedRecipe> skipped;   // for want of time
  std::vector<LeftOutRecipe> left_out;  // for want of data, as are parts of a blend
  [[nodiscard]] std::size_t best() const;
};

inline const std::vector<std::size_t> selection_ks = {10};

// The window on which recipes are compared: choose_holdout, at most 5,000 customers of it. Views the catalogue.
[[nodiscard]] EvaluationTask selection_task(const TrainingSource&, std::uint64_t seed, bool include_purchased);

// `all_purchases` is what the chosen recipe will be trained on. Contenders that were not named and lack data are left
// out. Errors: those of training.
[[nodiscard]] Result<Trials> try_contenders(std::span<const Contender>, const EvaluationTask&,
                                            std::size_t all_purchases, const TrainingRun&);

}  // namespace moshaver
