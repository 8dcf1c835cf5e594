#include "models/blend/blend.hpp"

#include "models/blend/additive_training.hpp"
#include "models/blend/blend_weights.hpp"

#include <cstdio>
#include <cstdlib>

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

using Weights = std::vector<float>;  // by part; 0: left out

Result<Model> train_parts(std::span<const BlendPart> parts, const Weights& weights, const Histories& histories,
                          const TrainingRun& run) {
  Model blend;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    if (weights[at] == 0) continue;
    const BlendPart& part = parts[at];
    MOSHAVER_TRY(model, train_recipe(*part.recipe, part.settings, histories, named(run, part.recipe->name)));
    blend.popularity = std::move(model.popularity);
    blend.parts.push_back(std::move(model.parts.front()));
    blend.parts.back().weight = weights[at];
  }
  return blend;
}

Result<Weights> weigh(std::span<const BlendPart> parts, const JudgingTask& task, const TrainingRun& run) {
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

double env(const char* n, double d) { const char* v = getenv(n); return v ? atof(v) : d; }

}  // namespace

Result<Model> train_blend(std::span<const BlendPart> parts, const Histories& histories, const TrainingRun& run) {
  HoldoutPlan plan = choose_holdout(histories.view(), run.seed + 1);
  const LatestWindow window = natural_window(histories.purchases);
  if (plan.kind == HoldoutKind::last_days && window.days > 0) plan.days = window.days;
  std::vector<HoldoutPlan> plans = {plan};
  if (plan.kind == HoldoutKind::last_basket) {
    plans.clear();
    for (std::uint32_t fold = 0; fold < env("FOLDS", 3); ++fold) { plan.fold = {fold, 5}; plans.push_back(plan); }
  }
  const bool repeats = plan.kind != HoldoutKind::random_items;
  Weights weights(parts.size(), 1.0F);
  RankingData data;
  AdditiveRanker shape;
  shape.window = window;
  shape.candidates_per_part = static_cast<std::uint32_t>(env("CPP", 50));
  if (plan.kind == HoldoutKind::last_days) plans.resize(static_cast<std::size_t>(env("WINDOWS", 1)), plan);
  Histories before = histories;
  for (const HoldoutPlan& one : plans) {
    const JudgingTask task = hold_out_from(before, one, repeats);
    if (plan.kind == HoldoutKind::last_days) before = task.train;
    if (&one == &plans.front() && env("WEIGH", 1) > 0) {
      const JudgingTask weighing = hold_out_from(histories, one, run.include_purchased);
      MOSHAVER_TRY(found, weigh(parts, weighing, run));
      weights = found;
      for (std::size_t i = 0; i < parts.size(); ++i) fprintf(stderr, "%s %.2f\n", std::string(parts[i].recipe->name).c_str(), weights[i]);
    }
    MOSHAVER_TRY(model, train_parts(parts, weights, task.train, run));
    model.ranker = shape;
    const std::uint64_t had = data.customers;
    MOSHAVER_TRY(ranker, Ranker::build(std::move(model), task.train));
    add_cases(*ranker.additive(), task, static_cast<std::size_t>(env("CUST", 4000)), run.threads, data, run.progress);
    fprintf(stderr, "fold: customers %lu fresh %zu owned %zu\n", data.customers - had, data.fresh.cases.size(), data.owned.cases.size());
  }
  BoostingConfig config;
  config.threads = run.threads;
  config.rounds = static_cast<std::size_t>(env("ROUNDS", 300));
  config.rate = env("RATE", 0.3);
  config.least_cases = static_cast<std::size_t>(env("LEAF", 100));
  config.least_gain = env("GAIN", 1e-3);
  const AdditiveRanker ranker = fit_ranker(data, shape, config, run.progress);
  for (const auto* m : {&ranker.fresh, &ranker.owned}) {
    fprintf(stderr, "intercept %.3f\n", m->intercept);
    for (const auto& t : m->tables) { float lo = 1e9, hi = -1e9; for (float v : t.values) { lo = std::min(lo, v); hi = std::max(hi, v); } fprintf(stderr, "  %s [%.2f %.2f] nan %.2f\n", t.feature.c_str(), lo, hi, t.values[0]); }
  }
  MOSHAVER_TRY(blend, train_parts(parts, weights, histories, run));
  if (env("NORANK", 0) == 0) blend.ranker = ranker;
  return std::move(blend);
}

}  // namespace moshaver
