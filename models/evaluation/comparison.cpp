#include "models/evaluation/comparison.hpp"

#include <algorithm>

#include "models/training/confidence.hpp"
#include "models/training/event_source.hpp"

namespace moshaver {

Result<std::vector<Contender>> contenders(std::span<const std::string> names, const SettingValues& given) {
  MOSHAVER_CHECK(check_setting_names(given));
  std::vector<Contender> chosen;
  const auto add = [&](const RecipeSpec& recipe) -> Result<void> {
    MOSHAVER_TRY(settings, settings_for(recipe, given));
    chosen.push_back({&recipe, std::move(settings), !names.empty()});
    return {};
  };
  for (const std::string& name : names) {
    MOSHAVER_TRY(recipe, find_recipe(name));
    MOSHAVER_CHECK(add(*recipe));
  }
  if (names.empty()) {
    for (const RecipeSpec& recipe : all_recipes()) MOSHAVER_CHECK(add(recipe));
  }
  return chosen;
}

void add_left_out(std::vector<LeftOutRecipe>& known, LeftOutRecipe recipe) {
  const auto same = [&](const LeftOutRecipe& other) { return other.recipe == recipe.recipe; };
  if (std::none_of(known.begin(), known.end(), same)) known.push_back(std::move(recipe));
}

Result<EvaluationReport> make_report(std::span<const Evaluated> evaluated, const EvaluationTask& task) {
  const Evaluated& first = evaluated.front();
  if (first.customers_evaluated == 0) {
    return failure(ErrorCode::no_data, "nobody to evaluate on: no customer has a held-out purchase to find (" +
                                           task.protocol +
                                           "); import more data, or use another --protocol or --include-purchased");
  }
  EvaluationReport report;
  report.protocol = task.protocol;
  report.customers_evaluated = first.customers_evaluated;
  report.truth_items = first.truth_items;
  report.truth_unknown_items = first.truth_unknown_items;
  report.catalogue_size = task.train.item_count;
  report.include_purchased = task.include_purchased;
  report.resamples = BootstrapSettings{}.resamples;
  for (const MetricsAtK& at : first.evaluation.at) report.ks.push_back(at.k);
  for (const Evaluated& one : evaluated) {
    report.recipes.push_back(one.evaluation);
    if (&one == &first) continue;
    for (const std::size_t k : report.ks) report.comparisons.push_back(compare(first, one, Metric::ndcg, k));
  }
  return report;
}

Result<Evaluated> train_and_evaluate(const Contender& contender, const EvaluationTask& task,
                                     const std::vector<std::size_t>& ks, const TrainingRun& run) {
  TrainingRun named = run;
  named.include_purchased = task.include_purchased;
  named.progress = [&](const Progress& progress) {
    const std::string stage = std::string(contender.recipe->name) + ": " + std::string(progress.stage);
    report(run.progress, {stage, progress.done, progress.total, progress.unit});
  };
  const Stopwatch watch;
  MOSHAVER_TRY(model, train_recipe(*contender.recipe, contender.settings, {task.train, *task.catalogue}, named));
  const double train_seconds = watch.seconds();
  if (task.most_calibrated > 0) {
    MOSHAVER_CHECK(add_confidence(model, *contender.recipe, contender.settings, {task.train, *task.catalogue}, named,
                                  train_seconds));
  }
  MOSHAVER_TRY(ranker, Ranker::build(std::move(model), task.train));
  Evaluated evaluated = evaluate_ranker(ranker, task, ks, run.threads, named.progress);
  evaluated.evaluation.train_seconds = train_seconds;
  return evaluated;
}

Result<std::optional<Evaluated>> train_and_evaluate_if_supported(const Contender& contender, const EvaluationTask& task,
                                                                 const std::vector<std::size_t>& ks,
                                                                 const TrainingRun& run) {
  auto evaluated = train_and_evaluate(contender, task, ks, run);
  if (evaluated) return std::move(*evaluated);
  const bool lacks_data = evaluated.error().code == ErrorCode::no_data && !task.train.purchases.empty();
  if (contender.named || !lacks_data) return tl::unexpected(std::move(evaluated).error());
  if (run.left_out) run.left_out(contender.recipe->name, evaluated.error());
  return std::nullopt;
}

Result<EvaluationReport> compare_recipes(std::span<const Contender> recipes, const EvaluationTask& task,
                                         const std::vector<std::size_t>& ks, const TrainingRun& run) {
  std::vector<Evaluated> evaluated;
  std::vector<LeftOutRecipe> left_out;
  TrainingRun listing = run;
  listing.left_out = [&](std::string_view recipe, const Error& why) {
    add_left_out(left_out, {std::string(recipe), why.message});
  };
  for (const Contender& contender : recipes) {
    MOSHAVER_TRY(tried, train_and_evaluate_if_supported(contender, task, ks, listing));
    if (tried) evaluated.push_back(std::move(*tried));
  }
  MOSHAVER_TRY(compared, make_report(evaluated, task));
  compared.left_out = std::move(left_out);
  return std::move(compared);
}

}  // namespace moshaver
