// Several recipes on one task: trained, evaluated and set side by side.
#pragma once

#include <span>
#include <vector>

#include "models/evaluation/evaluation_task.hpp"
#include "models/training/recipes.hpp"
#include "moshaver/evaluate.hpp"

namespace moshaver {

// A recipe and all its settings.
struct Contender {
  const RecipeSpec* recipe = nullptr;
  RecipeSettings settings;
  bool named = true;  // asked for by name: that it lacks data is an error, else it is left out
  // Whatever it was asked by.
  bool operator==(const Contender& other) const { return recipe == other.recipe && settings == other.settings; }
};

// The named recipes, or all when none is named, with the given settings. Errors: invalid_argument.
[[nodiscard]] Result<std::vector<Contender>> contenders(std::span<const std::string> names, const SettingValues& given);

// One of them, trained on the task and evaluated. Errors: those of training.
[[nodiscard]] Result<Evaluated> try_contender(const Contender&, const EvaluationTask&,
                                              const std::vector<std::size_t>& ks, const TrainingRun&);
// The same, but nothing where a contender that was not named finds no_data in a task with purchases: run.left_out hears
// of it.
[[nodiscard]] Result<std::optional<Evaluated>> try_or_leave_out(const Contender&, const EvaluationTask&,
                                                                const std::vector<std::size_t>& ks, const TrainingRun&);

// Recipes in the order given, each compared with the first by NDCG at every k; those left out are listed in the report.
// Errors: those of training; no_data when nobody has anything to be found.
[[nodiscard]] Result<EvaluationReport> compare_recipes(std::span<const Contender>, const EvaluationTask&,
                                                       const std::vector<std::size_t>& ks, const TrainingRun&);

// Keeps one reason a recipe.
void add_left_out(std::vector<LeftOutRecipe>& known, LeftOutRecipe recipe);

// The report of answers already evaluated, for rankers that were trained before.
[[nodiscard]] Result<EvaluationReport> make_report(std::span<const Evaluated>, const EvaluationTask&);

}  // namespace moshaver
