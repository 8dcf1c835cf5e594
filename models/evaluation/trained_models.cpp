#include "models/evaluation/trained_models.hpp"

#include <algorithm>

#include "engine/ingest/field_parsers.hpp"
#include "engine/model/model_io.hpp"
#include "models/evaluation/comparison.hpp"
#include "models/evaluation/test_files.hpp"
#include "models/training/event_source.hpp"

namespace moshaver {

namespace {

Result<std::filesystem::path> directory_of(const std::string& model, const std::filesystem::path& shop) {
  if (shop.empty()) return std::filesystem::path(model);
  if (model != "current" && !is_model_id(model)) {
    return failure(ErrorCode::invalid_argument,
                   "in a shop --model takes the id of one of its models, or current; not \"" + model + "\"");
  }
  if (model != "current") return shop / "models" / model;
  MOSHAVER_TRY(id, read_current(shop / "models"));
  return shop / "models" / id;
}

// The histories to answer with, and the product rows: every model's products must be the first of them.
Result<Dataset> data_for(const std::vector<TrainedModel>& models, const EvaluateOptions& options) {
  if (!options.source.shop.empty()) {
    MOSHAVER_TRY(table, read_source(options.source, options.progress));
    Dataset data = make_dataset(std::move(table));
    group_variants(data);
    return data;
  }
  const auto newest = std::max_element(models.begin(), models.end(), [](const auto& a, const auto& b) {
    return a.opened.manifest.data.events < b.opened.manifest.data.events;
  });
  return load_dataset(newest->opened);
}

// The time of the newest event that any of the models was trained on; 0: the data has no timestamps.
std::uint32_t latest_training(const std::vector<TrainedModel>& models) {
  std::uint32_t latest = 0;
  for (const TrainedModel& model : models) {
    const std::string& until = model.opened.manifest.data.window_until;
    if (until.empty()) return 0;
    latest = std::max(latest, static_cast<std::uint32_t>(parse_timestamp(until).value));
  }
  return latest;
}

}  // namespace

Result<std::vector<TrainedModel>> open_models(const EvaluateOptions& options) {
  if (!options.recipes.empty() || !options.source.events.empty() || !options.settings.empty()) {
    return failure(
        ErrorCode::invalid_argument,
        "--model evaluates a trained model unchanged; it cannot be combined with --recipe, settings or --train");
  }
  if (options.source.shop.empty() && options.test.empty()) {
    return failure(ErrorCode::invalid_argument, "--model needs --test FILE..., the held-out purchases");
  }
  if (options.protocol != Protocol::automatic) {
    return failure(
        ErrorCode::invalid_argument,
        "--protocol is for recipes; models are evaluated on purchases after their training, or on --test files");
  }
  std::vector<TrainedModel> models;
  for (const std::string& name : options.models) {
    MOSHAVER_TRY(directory, directory_of(name, options.source.shop));
    MOSHAVER_TRY(opened, open_model_directory(directory));
    models.push_back({options.models.size() == 1 ? opened.manifest.recipe
                      : name == "current"        ? opened.manifest.id
                                                 : name,
                      std::move(opened)});
  }
  return models;
}

Result<EvaluationTask> task_for_models(const std::vector<TrainedModel>& models, const EvaluateOptions& options) {
  MOSHAVER_TRY(data, data_for(models, options));
  for (const TrainedModel& model : models) {
    if (check_products(model.opened, data.products)) continue;
    return failure(ErrorCode::bad_format, "model " + model.opened.manifest.id +
                                              " was trained on other products; models can only be compared over one "
                                              "catalogue: train them on the same data");
  }
  if (!options.test.empty()) return task_from_test(std::move(data), options);
  const std::uint32_t since = latest_training(models);
  if (since == 0) {
    return failure(ErrorCode::invalid_argument,
                   "the shop has no timestamps, so purchases after the training are unknown; give --test FILE...");
  }
  EvaluationTask task =
      hold_out_from(data.histories, {.kind = HoldoutKind::since, .time = since}, options.include_purchased);
  if (evaluated_users(task).empty()) {
    return failure(ErrorCode::no_data, "no purchase to evaluate on since " + iso_time(since) +
                                           ", when the newest of the models was trained: import newer events, give "
                                           "--test FILE..., or evaluate recipes with --recipe");
  }
  return task;
}

Result<EvaluationReport> evaluate_models(std::vector<TrainedModel> models, const EvaluationTask& task,
                                         const EvaluateOptions& options) {
  std::vector<Evaluated> evaluated;
  for (TrainedModel& trained : models) {
    MOSHAVER_TRY(model, load_model(trained.opened));
    MOSHAVER_TRY(ranker, Ranker::build(std::move(model), task.train));
    evaluated.push_back(evaluate_ranker(ranker, task, options.ks, options.threads, options.progress));
    evaluated.back().evaluation.recipe = trained.name;
  }
  return make_report(evaluated, task);
}

}  // namespace moshaver
