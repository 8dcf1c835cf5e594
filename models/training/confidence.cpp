#include "models/training/confidence.hpp"

#include "models/blend/windows.hpp"
#include "models/calibration/calibrate.hpp"
#include "models/diversity/choose_diversity.hpp"

namespace moshaver {

namespace {

Result<void> without(Model& model, std::string why) {
  model.reliability.why_none = std::move(why);
  return {};
}

}  // namespace

Result<void> add_confidence(Model& model, const RecipeSpec& recipe, const RecipeSettings& settings,
                            const TrainingSource& source, const TrainingRun& run, double train_seconds) {
  if (recipe.train == nullptr) return {};
  if (run.seconds_left && run.seconds_left() < 1.5 * train_seconds) {
    return without(model, std::string(no_time_to_calibrate));
  }
  // As a blend does: not the seed of the outer evaluation.
  Windows windows(source.histories, run.seed + 1);
  std::optional<EvaluationTask> window = windows.next();
  if (!window || window->train.purchases.empty() || window->truth.empty()) {
    return without(model, std::string(nothing_held_out));
  }
  window->catalogue = &source.catalogue;
  TrainingRun again = run;
  again.progress = [&run](const Progress& progress) {
    const std::string stage = "confidence: " + std::string(progress.stage);
    report(run.progress, {stage, progress.done, progress.total, progress.unit});
  };
  auto before = train_recipe(recipe, settings, {window->train, source.catalogue}, again);
  if (!before && before.error().code == ErrorCode::no_data) {
    return without(model, "without the held-out window, " + before.error().message);
  }
  if (!before) return tl::unexpected(std::move(before).error());
  MOSHAVER_TRY(ranker, Ranker::build(std::move(*before), window->train));
  CalibrationConfig config;
  config.threads = run.threads;
  config.seed = run.seed;
  DiversityConfig lists;
  lists.threads = run.threads;
  model.diversity =
      chosen_diversity(try_diversities(ranker, run.include_purchased ? *window : without_owned(*window), lists));
  Calibrated calibrated = calibrate(ranker, *window, windows.length(), windows.shows_returns(), config);
  model.calibration = std::move(calibrated.calibration);
  model.reliability = std::move(calibrated.reliability);
  return {};
}

}  // namespace moshaver
