// Several recipes on one task: trained, judged and set side by side.
#pragma once

#include <span>
#include <vector>

#include "models/evaluation/judge.hpp"
#include "models/training/recipes.hpp"
#include "moshaver/evaluate.hpp"

namespace moshaver {

// A recipe and all its settings.
struct Contender {
  const RecipeSpec* recipe = nullptr;
  RecipeSettings settings;
  bool operator==(const Contender&) const = default;
};

// The named recipes, or all when none is named, with the given settings. Errors: invalid_argument.
[[nodiscard]] Result<std::vector<Contender>> contenders(std::span<const std::string> names, const SettingValues& given);

// One of them, trained on the task and judged. Errors: those of training.
[[nodiscard]] Result<Evaluated> try_contender(const Contender&, const JudgingTask&, const std::vector<std::size_t>& ks,
                                              const TrainingRun&);

// Recipes in the order given, each compared with the first by NDCG at every k. Errors: those of training; no_data when
// nobody has anything to be found.
[[nodiscard]] Result<EvaluationReport> compare_recipes(std::span<const Contender>, const JudgingTask&,
                                                       const std::vector<std::size_t>& ks, const TrainingRun&);

// The report of answers already judged, for rankers that were trained before.
[[nodiscard]] Result<EvaluationReport> make_report(std::span<const Evaluated>, const JudgingTask&);

}  // namespace moshaver
