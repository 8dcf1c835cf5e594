#include "models/ials/sweep_search.hpp"

#include <string>

#include "models/evaluation/evaluation_task.hpp"
#include "models/popular/popular.hpp"

namespace moshaver {

namespace {

constexpr std::size_t evaluation_k = 20;
constexpr std::size_t evaluated_customers = 2'000;

double ndcg_of(const FactorsPart& part, const TablePart& popularity, const EvaluationTask& task, std::size_t threads) {
  Model model;
  model.parts.push_back({"ials", part, 1});
  model.popularity = popularity;
  const auto ranker = Ranker::build(std::move(model), task.train);
  if (!ranker) return 0;
  const Evaluated evaluated = evaluate_ranker(*ranker, task, {evaluation_k}, threads);
  return evaluated.customers_evaluated == 0 ? 0 : evaluated.evaluation.at.front()[Metric::ndcg].mean;
}

}  // namespace

std::size_t find_sweeps(const Histories& histories, const IalsConfig& config, const TrainingRun& run,
                        std::size_t patience) {
  // Not the seed of the outer evaluation, so that a random share held out here is a different one.
  EvaluationTask task = hold_out_from(histories, choose_holdout(histories.view(), run.seed + 2), run.include_purchased);
  task.most_customers = evaluated_customers;
  if (task.truth.empty() || task.train.purchases.empty()) return config.sweeps;
  const TablePart popularity = train_popular(task.train, {});
  double best = 0;
  std::size_t best_sweeps = 0;
  const auto named = [&](const Progress& progress) {
    report(run.progress,
           {"early stopping: " + std::string(progress.stage), progress.done, progress.total, progress.unit});
  };
  const auto after_sweep = [&](std::size_t sweeps, const FactorsPart& part) {
    const double ndcg = ndcg_of(part, popularity, task, run.threads);
    if (best_sweeps == 0 || ndcg > best) {
      best = ndcg;
      best_sweeps = sweeps;
    }
    return sweeps < best_sweeps + patience;
  };
  static_cast<void>(
      train_ials(confidences(task.train, config.confidence), histories.item_count, config, named, after_sweep));
  return best_sweeps;
}

}  // namespace moshaver
