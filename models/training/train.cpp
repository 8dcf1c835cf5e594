// moshaver/train.hpp: reads the data, chooses the recipe, trains it and writes the model directory.
#include "moshaver/train.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "engine/artifact/model_directory.hpp"
#include "engine/data/sessions.hpp"
#include "engine/model/model_io.hpp"
#include "models/indexing/points.hpp"
#include "models/relations/relations.hpp"
#include "models/repurchase/repurchase.hpp"
#include "models/training/confidence.hpp"
#include "models/training/current_model.hpp"
#include "models/training/event_source.hpp"
#include "models/training/selection.hpp"

namespace moshaver {

namespace {

struct Choice {
  Contender contender;
  std::optional<EvaluationReport> selection;
  std::vector<SkippedRecipe> skipped;
  std::optional<RecipeComparison> against_current;
  std::string window;        // on which it was compared with the current model
  std::string not_compared;  // why it was not
};

// The best of the recipes, compared with the current model.
Result<Choice> choose(const std::vector<Contender>& recipes, const std::optional<Contender>& current,
                      const TrainingSource& source, const TrainOptions& options, const TrainingRun& run) {
  Choice choice;
  choice.contender = recipes.front();
  const bool named = !options.recipe.empty();
  if (named && (!current || *current == recipes.front())) return choice;
  const EvaluationTask task = selection_task(source, options.seed, options.include_purchased);
  // Too little data to hold any out: it supports only the first recipe, popular.
  if (evaluated_users(task).empty() || task.train.purchases.empty()) return choice;
  Trials trials;
  if (!named) {
    MOSHAVER_TRY(tried, try_contenders(recipes, task, source.histories.purchases.size(), run));
    trials = std::move(tried);
    choice.contender = trials.tried[trials.best()];
    choice.skipped = trials.skipped;
    MOSHAVER_TRY(selection, make_report(trials.evaluated, task));
    choice.selection = std::move(selection);
    choice.selection->left_out = std::move(trials.left_out);
  }
  if (!current || *current == choice.contender) return choice;
  const auto evaluated = [&](const Contender& contender) -> Result<Evaluated> {
    const auto found = std::find(trials.tried.begin(), trials.tried.end(), contender);
    if (found != trials.tried.end()) return trials.evaluated[static_cast<std::size_t>(found - trials.tried.begin())];
    return train_and_evaluate(contender, task, selection_ks, run);
  };
  const auto of_current = evaluated(*current);
  if (!of_current && of_current.error().code != ErrorCode::no_data) return tl::unexpected(of_current.error());
  const auto of_new = of_current ? evaluated(choice.contender) : of_current;
  if (!of_new) {
    // The training part of the window lacks what one of them learns from; the full data may have it.
    if (of_new.error().code != ErrorCode::no_data) return tl::unexpected(of_new.error());
    choice.not_compared = of_new.error().message;
    return choice;
  }
  choice.against_current = compare(*of_current, *of_new, Metric::ndcg, selection_ks.front());
  choice.window = task.protocol;
  return choice;
}

std::vector<ManifestMetric> manifest_metrics(const EvaluationReport& report) {
  std::vector<ManifestMetric> metrics;
  for (const RecipeEvaluation& recipe : report.recipes) {
    for (const Metric metric : {Metric::recall, Metric::ndcg, Metric::hit_rate}) {
      const MetricEstimate& estimate = recipe.at.front()[metric];
      metrics.push_back({std::string(metric_names[static_cast<std::size_t>(metric)]),
                         static_cast<std::uint32_t>(recipe.at.front().k), estimate.mean, estimate.low, estimate.high,
                         recipe.recipe, report.protocol});
    }
  }
  return metrics;
}

// Writes the model to the directory requested, or to models/<id> in the shop.
Result<Manifest> write(const TrainOptions& options, Manifest manifest, const Model& model, const Dataset& data,
                       std::filesystem::path& directory) {
  if (!options.out.empty()) {
    directory = options.out;
    return save_model(directory, std::move(manifest), model, data, true, {options.replace});
  }
  const std::filesystem::path models = options.source.shop / "models";
  MOSHAVER_TRY(id, model_id_of(manifest, model, data));
  directory = models / id;
  // Replaces a directory of the same id: its bytes are the same, or damaged.
  return save_model(directory, std::move(manifest), model, data, false, {true});
}

bool is_worse(const RecipeComparison& comparison) {
  return comparison.difference.customers > 0 && comparison.difference.high < 0;
}

// Records in the model which vector index to use, if that was chosen by measurement.
Result<std::optional<IndexFrontier>> choose_index_of(Model& model, const Histories& histories,
                                                     const TrainOptions& options) {
  std::optional<IndexFrontier> frontier;
  const auto searched = searched_factors(model);
  if (!searched) return frontier;
  MOSHAVER_TRY(decision, decide_index(*searched, histories, options.index, options.progress));
  if (!decision.recorded) return frontier;
  model.index = decision.recorded;
  frontier.emplace();
  frontier->recipe = model.recipe;
  frontier->part = searched->part->name;
  frontier->products = searched->factors().item_factors.rows();
  frontier->dim = searched->dim;
  frontier->customers = decision.recorded->queries;
  frontier->min_recall = policy_for(*searched, options.index).min_recall;
  frontier->points = points_of(decision.measured);
  frontier->chosen = decision.chosen;
  return frontier;
}

// The loss as "7.1% [2.9%, 12.0%]", or in absolute figures if the relative one is undefined.
std::string loss_text(const RecipeComparison& comparison) {
  const bool relative = comparison.relative.customers > 0;
  const MetricEstimate& loss = relative ? comparison.relative : comparison.difference;
  std::array<char, 96> text{};
  const char* format = relative ? "%.1f%% [%.1f%%, %.1f%%]" : "%.4f [%.4f, %.4f]";
  const double scale = relative ? -100 : -1;
  std::snprintf(text.data(), text.size(), format, loss.mean * scale, loss.high * scale, loss.low * scale);
  return text.data();
}

// Makes the new model current, unless it is worse.
Result<void> make_current(const TrainOptions& options, const std::string& id, const CurrentModel& current,
                          const Choice& choice) {
  const std::filesystem::path models = options.source.shop / "models";
  if (!choice.against_current || !is_worse(*choice.against_current)) return set_current(models, id);
  return failure(ErrorCode::worse_model, "the new model " + id + " is worse than " + current.id +
                                             ", which stays current: NDCG@10 is " + loss_text(*choice.against_current) +
                                             " lower (" + choice.window + "); the new one is kept in " +
                                             (models / id).string() + "; --force makes it current anyway");
}

}  // namespace

Result<TrainReport> train(const TrainOptions& options) {
  if (!(options.budget_seconds >= 0)) {
    return failure(ErrorCode::invalid_argument, "the budget is a time of more than 0 seconds, as in --budget 5m");
  }
  if (options.source.shop.empty() == options.out.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "give either --shop DIR (the model goes into the shop) or --events FILE... with --out DIR");
  }
  MOSHAVER_CHECK(check_index_policy(options.index));
  std::vector<std::string> names;
  if (!options.recipe.empty()) names.push_back(options.recipe);
  MOSHAVER_TRY(recipes, contenders(names, options.settings));

  if (!options.out.empty()) MOSHAVER_CHECK(check_place_for_model(options.out, {options.replace}));

  TrainReport report;
  const Stopwatch whole;
  Stopwatch watch;
  MOSHAVER_TRY(table, read_source(options.source, options.progress));
  SparseRows sessions = build_sessions(table);
  Dataset data = make_dataset(std::move(table));
  group_variants(data);
  group_columns(data.groups, sessions);
  report.read_seconds = watch.seconds();
  if (data.histories.purchases.empty()) {
    return failure(ErrorCode::no_data, "there is no purchase to learn from; import events of kind purchase first");
  }

  watch = {};
  TrainingRun run{options.seed, options.threads, options.progress, options.include_purchased};
  if (options.budget_seconds > 0) run.seconds_left = [&] { return options.budget_seconds - whole.seconds(); };
  CurrentModel current;
  if (options.out.empty() && !options.force) current = read_current_model(options.source.shop / "models");
  const TrainingSource source(data.histories, data.catalogue);
  MOSHAVER_TRY(choice, choose(recipes, current.contender, source, options, run));
  const Contender& chosen = choice.contender;
  report.selection = std::move(choice.selection);
  if (report.selection) report.left_out = report.selection->left_out;
  report.skipped = std::move(choice.skipped);
  report.against_current = choice.against_current;
  report.not_compared = current.reason.empty() ? choice.not_compared : current.reason;
  report.selection_seconds = watch.seconds();

  watch = {};
  run.left_out = [&](std::string_view recipe, const Error& why) {
    add_left_out(report.left_out, {std::string(recipe), why.message});
  };
  MOSHAVER_TRY(model, train_recipe(*chosen.recipe, chosen.settings, source, run));
  report.train_seconds = watch.seconds();

  watch = {};
  MOSHAVER_CHECK(add_confidence(model, *chosen.recipe, chosen.settings, source, run, report.train_seconds));
  report.confidence = {model.reliability.why_none, model.confidence_days(), model.reliability.error(),
                       model.reliability.customers, model.reliability.answers()};
  report.diversity = {std::round(static_cast<double>(model.diversity.value) * 1e6) / 1e6, model.diversity.ndcg_loss,
                      model.diversity.customers};
  report.confidence_seconds = watch.seconds();

  watch = {};
  MOSHAVER_TRY(index, choose_index_of(model, data.histories, options));
  report.index = std::move(index);
  report.index_seconds = watch.seconds();

  watch = {};
  RelationsConfig relations;
  relations.threads = options.threads;
  model.relations = train_relations(data.histories, sessions, data.catalogue, relations, options.progress);
  model.repurchase = learn_repurchase(data.histories, data.catalogue, {.threads = options.threads});
  report.tells_complements = model.relations.complements.has_value();
  report.tells_alternatives = model.relations.substitutes.has_value();
  report.relations_seconds = watch.seconds();

  watch = {};
  Manifest manifest;
  manifest.seed = options.seed;
  for (const auto& [name, value] : chosen.settings) manifest.settings.push_back({name, value});
  if (report.selection) manifest.metrics = manifest_metrics(*report.selection);
  MOSHAVER_TRY(written, write(options, std::move(manifest), model, data, report.directory));
  if (options.out.empty()) MOSHAVER_CHECK(make_current(options, written.id, current, choice));
  report.write_seconds = watch.seconds();

  report.model_id = written.id;
  if (report.index) report.index->model_id = written.id;
  report.recipe = written.recipe;
  report.settings.insert(chosen.settings.begin(), chosen.settings.end());
  report.events = data.event_count;
  report.customers = data.customers.size();
  report.products = data.products.size();
  report.purchases = data.histories.purchases.size();
  return report;
}

std::vector<RecipeInfo> recipe_infos() {
  std::vector<RecipeInfo> infos;
  for (const RecipeSpec& recipe : all_recipes()) {
    RecipeInfo info{recipe.name, recipe.summary, {}};
    for (const SettingSpec& spec : recipe.settings) {
      info.settings.push_back({spec.name, spec.meaning, spec.fallback, spec.low, spec.high, spec.tuning.low,
                               spec.tuning.high, spec.tuning.logarithmic});
    }
    infos.push_back(std::move(info));
  }
  return infos;
}

}  // namespace moshaver
