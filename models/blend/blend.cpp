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

Result<std::vector<float>> weigh(std::span<const BlendPart> parts, const Histories& histories, const TrainingRun& run) {
  // Another seed than the outer judgement's, so that a random share held out is another share.
  const HoldoutPlan plan = choose_holdout(histories.view(), run.seed + 1);
  const JudgingTask task = hold_out_from(histories, plan, run.include_purchased);
  std::vector<Ranker> rankers;
  for (const BlendPart& part : parts) {
    MOSHAVER_TRY(model, train_recipe(*part.recipe, part.settings, task.train, named(run, part.recipe->name)));
    MOSHAVER_TRY(ranker, Ranker::build(std::move(model), task.train));
    rankers.push_back(std::move(ranker));
  }
  BlendWeightConfig config;
  config.threads = run.threads;
  return find_blend_weights(rankers, task, config, run.progress).weights;
}

}  // namespace

Result<Model> train_blend(std::span<const BlendPart> parts, const Histories& histories, const TrainingRun& run) {
  auto weights = weigh(parts, histories, run);
  if (!weights && weights.error().code != ErrorCode::no_data) return tl::unexpected(weights.error());
  Model blend;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const float weight = weights ? (*weights)[at] : 1;
    if (weight == 0) continue;
    const BlendPart& part = parts[at];
    MOSHAVER_TRY(model, train_recipe(*part.recipe, part.settings, histories, named(run, part.recipe->name)));
    blend.popularity = std::move(model.popularity);
    blend.parts.push_back(std::move(model.parts.front()));
    blend.parts.back().weight = weight;
  }
  return blend;
}

}  // namespace moshaver
