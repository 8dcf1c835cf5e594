// moshaver/train.hpp: source to data, data to recipe, recipe to model directory.
#include "moshaver/train.hpp"

#include <algorithm>

#include "engine/artifact/model_directory.hpp"
#include "engine/artifact/model_io.hpp"
#include "models/evaluation/comparison.hpp"
#include "models/training/event_source.hpp"

namespace moshaver {

namespace {

constexpr std::size_t selection_k = 10;
// Enough to tell recipes apart; a shop of a million customers need not be asked in full.
constexpr std::size_t selection_customers = 5'000;

Result<EvaluationReport> try_recipes(std::span<const Contender> recipes, const Dataset& data,
                                     const TrainOptions& options) {
  JudgingTask task =
      hold_out_from(data.histories, choose_holdout(data.histories.view(), options.seed), options.include_purchased);
  task.catalogue = &data.catalogue;
  task.most_customers = selection_customers;
  return compare_recipes(recipes, task, {selection_k}, {options.seed, options.threads, options.progress});
}

std::size_t best_of(const EvaluationReport& report) {
  std::size_t best = 0;
  const auto ndcg = [&](std::size_t recipe) { return report.recipes[recipe].at.front()[Metric::ndcg].mean; };
  for (std::size_t recipe = 1; recipe < report.recipes.size(); ++recipe) {
    if (ndcg(recipe) > ndcg(best)) best = recipe;
  }
  return best;
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

// Where the model goes: the directory asked for, or a place in the shop named after what the model is.
Result<Manifest> write(const TrainOptions& options, Manifest manifest, const Model& model, const Dataset& data,
                       std::filesystem::path& directory) {
  if (!options.out.empty()) {
    directory = options.out;
    return save_model(directory, std::move(manifest), model, data, true, {options.replace});
  }
  const std::filesystem::path models = options.source.shop / "models";
  MOSHAVER_TRY(id, model_id_of(manifest, model, data));
  directory = models / id;
  // The same model again: what stands there is the same bytes, or damaged, and either way is written anew.
  MOSHAVER_TRY(written, save_model(directory, std::move(manifest), model, data, false, {true}));
  MOSHAVER_CHECK(set_current(models, id));
  return std::move(written);
}

}  // namespace

Result<TrainReport> train(const TrainOptions& options) {
  if (options.source.shop.empty() == options.out.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "name either --shop DIR (the model goes into the shop) or --events FILE... with --out DIR");
  }
  std::vector<std::string> names;
  if (!options.recipe.empty()) names.push_back(options.recipe);
  MOSHAVER_TRY(recipes, contenders(names, options.settings));

  if (!options.out.empty()) MOSHAVER_CHECK(check_place_for_model(options.out, {options.replace}));

  TrainReport report;
  Stopwatch watch;
  MOSHAVER_TRY(table, read_source(options.source, options.progress));
  const Dataset data = make_dataset(std::move(table));
  report.read_seconds = watch.seconds();
  if (data.histories.purchases.empty()) {
    return failure(ErrorCode::no_data, "there is no purchase to learn from; import events of kind purchase first");
  }

  watch = {};
  Contender chosen = recipes.front();
  if (options.recipe.empty()) {
    auto selection = try_recipes(recipes, data, options);
    if (selection) {
      // By name: a recipe that was left out has no place in the report.
      const std::string& best = selection->recipes[best_of(*selection)].recipe;
      chosen = *std::find_if(recipes.begin(), recipes.end(),
                             [&](const Contender& contender) { return contender.recipe->name == best; });
      report.left_out = selection->left_out;
      report.selection = std::move(*selection);
    } else if (selection.error().code != ErrorCode::no_data) {
      return tl::unexpected(selection.error());
    }  // else too little data to hold any out: the first recipe, popular, is all it supports
  }
  report.selection_seconds = watch.seconds();

  watch = {};
  MOSHAVER_TRY(model, train_recipe(*chosen.recipe, chosen.settings, {data.histories, data.catalogue},
                                   {options.seed, options.threads, options.progress, options.include_purchased,
                                    [&](std::string_view recipe, const Error& why) {
                                      add_left_out(report.left_out, {std::string(recipe), why.message});
                                    }}));
  report.train_seconds = watch.seconds();

  watch = {};
  Manifest manifest;
  manifest.seed = options.seed;
  for (const auto& [name, value] : chosen.settings) manifest.settings.push_back({name, value});
  if (report.selection) manifest.metrics = manifest_metrics(*report.selection);
  MOSHAVER_TRY(written, write(options, std::move(manifest), model, data, report.directory));
  report.write_seconds = watch.seconds();

  report.model_id = written.id;
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
      info.settings.push_back({spec.name, spec.meaning, spec.fallback, spec.low, spec.high});
    }
    infos.push_back(std::move(info));
  }
  return infos;
}

}  // namespace moshaver
