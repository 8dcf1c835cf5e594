// Trains and evaluates several recipes on one task, and compares them.
#pragma once

#include <span>
#include <vector>

#include "models/evaluation/evaluation_task.hpp"
#include "models/training/recipes.hpp"
#include "moshaver/evaluate.hpp"

namespace moshaver {

// A recipe with all its settings, as one competitor of a comparison.
struct Contender {
  const RecipeSpec* recipe = nullptr;
  RecipeSettings settings;
  bool named = true;  // requested by name: no_data is an error. Otherwise no_data leaves it out
  // Ignores `named`.
  bool operator==(const Contender& other) const { return recipe == other.recipe && settings == other.settings; }
};

// The named recipes, or all if none is named, with the given settings. Errors: invalid_argument.
[[nodiscard]] Result<std::vector<Contender>> contenders(std::span<const std::string> names, const SettingValues& given);

// Trains one contender on the task and evaluates it. Errors: those of training.
[[nodiscard]] Result<Evaluated> train_and_evaluate(const Contender&, const EvaluationTask&,
                                                   const std::vector<std::size_t>& ks, const TrainingRun&);
// The same, but nullopt if a contender that was not named fails with no_data on a task with purchases; run.left_out is
// called with the reason.
[[nodiscard]] Result<std::optional<Evaluated>> train_and_evaluate_if_supported(const Contender&, const EvaluationTask&,
                                                                               const std::vector<std::size_t>& ks,
                                                                               const TrainingRun&);

// Recipes in the order given, each compared with the first by NDCG at every k. The report lists those left out.
// Errors: those of training; no_data if no customer has held-out purchases.
[[nodiscard]] Result<EvaluationReport> compare_recipes(std::span<const Contender>, const EvaluationTask&,
                                                       const std::vector<std::size_t>& ks, const TrainingRun&);

// Does nothing if `known` already has this recipe.
void add_left_out(std::vector<LeftOutRecipe>& known, LeftOutRecipe recipe);

// The report of evaluations already made. Errors: no_data if no customer has held-out purchases.
[[nodiscard]] Result<EvaluationReport> make_report(std::span<const Evaluated>, const EvaluationTask&);

}  // namespace moshaver
