#include "models/blend/blend.hpp"

#include "models/blend/blend_weights.hpp"

namespace moshaver {

namespace {

TrainingRun named(const TrainingRun& run, std::string_view recipe) {
  TrainingRun part = run;
  part.progress = [&run, recipe](const Progress& progress) {
    const std::string stage = "blend, " + std::string(recipe) + ": " + std::string(progress.stage);
    report(run.progress, {stage, progress.done, progress.total, progress.unit});
  };
  return part;
}

bool lacks_data(const Result<Model>& trained, const BlendPart& part, const TrainingRun& run) {
  if (trained || trained.error().code != ErrorCode::no_data) return false;
  if (run.left_out) run.left_out(part.recipe->name, trained.error());
  return true;
}

// A weight a part, of those that the data supports: `parts` loses the others.
Result<std::vector<float>> weigh(std::vector<BlendPart>& parts, const TrainingSource& source, const TrainingRun& run) {
  // Another seed than the outer judgement's, so that a random share held out is another share.
  const HoldoutPlan plan = choose_holdout(source.histories.view(), run.seed + 1);
  const JudgingTask task = hold_out_from(source.histories, plan, run.include_purchased);
  if (task.train.purchases.empty()) return failure(ErrorCode::no_data, "nothing is left to learn from");
  std::vector<Ranker> rankers;
  std::vector<BlendPart> supported;
  for (const BlendPart& part : parts) {
    auto model =
        train_recipe(*part.recipe, part.settings, {task.train, source.catalogue}, named(run, part.recipe->name));
    if (lacks_data(model, part, run)) continue;
    if (!model) return tl::unexpected(std::move(model).error());
    MOSHAVER_TRY(ranker, Ranker::build(std::move(*model), task.train));
    rankers.push_back(std::move(ranker));
    supported.push_back(part);
  }
  parts = std::move(supported);
  BlendWeightConfig config;
  config.threads = run.threads;
  return find_blend_weights(rankers, task, config, run.progress).weights;
}

}  // namespace

Result<Model> train_blend(std::vector<BlendPart> parts, const TrainingSource& source, const TrainingRun& run) {
  auto weights = weigh(parts, source, run);
  if (!weights && weights.error().code != ErrorCode::no_data) return tl::unexpected(weights.error());
  Model blend;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const float weight = weights ? (*weights)[at] : 1;
    if (weight == 0) continue;
    const BlendPart& part = parts[at];
    auto model = train_recipe(*part.recipe, part.settings, source, named(run, part.recipe->name));
    if (lacks_data(model, part, run)) continue;
    if (!model) return tl::unexpected(std::move(model).error());
    blend.popularity = std::move(model->popularity);
    blend.parts.push_back(std::move(model->parts.front()));
    blend.parts.back().weight = weight;
  }
  return blend;
}

}  // namespace moshaver
