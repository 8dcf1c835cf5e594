#include "models/training/selection.hpp"

#include <algorithm>

#include "models/training/event_source.hpp"

namespace moshaver {

namespace {

// Enough to tell recipes apart; a shop of a million customers need not be asked in full.
constexpr std::size_t selection_customers = 5'000;
constexpr double probe_share = 1.0 / 16, growth = 4;

TrialCost times(const TrialCost& cost, double factor) { return {cost.train * factor, cost.total * factor}; }

double ndcg_of(const Evaluated& judged) { return judged.evaluation.at.front()[Metric::ndcg].mean; }

// nullopt where the sample holds no purchase.
Result<std::optional<TrialCost>> measured(const Contender& contender, const JudgingTask& task, double share,
                                          const TrainingRun& run) {
  const JudgingTask sample = sample_customers(task, share, run.seed);
  if (sample.train.purchases.empty()) return std::nullopt;
  const Stopwatch watch;
  MOSHAVER_TRY(judged, try_contender(contender, sample, selection_ks, run));
  return TrialCost{judged.evaluation.train_seconds, watch.seconds()};
}

}  // namespace

Result<std::optional<TrialCost>> expected_cost(const std::function<Result<std::optional<TrialCost>>(double)>& measure,
                                               const std::function<bool(const TrialCost&)>& fits) {
  MOSHAVER_TRY(small, measure(probe_share));
  if (!small) return std::nullopt;
  const TrialCost proportional = times(*small, 1 / probe_share);
  if (fits(proportional) || !fits(times(*small, growth))) return proportional;
  MOSHAVER_TRY(larger, measure(probe_share * growth));
  if (!larger) return proportional;
  // What does not grow with customers (a pass over the products) makes the whole cost grow less than they do.
  const auto carried_on = [](double before, double now) {
    return before > 0 ? now * std::clamp(now / before, 1.0, growth * growth) : now * growth;
  };
  return TrialCost{carried_on(small->train, larger->train), carried_on(small->total, larger->total)};
}

std::size_t Trials::best() const {
  std::size_t best = 0;
  for (std::size_t at = 1; at < judged.size(); ++at) {
    if (ndcg_of(judged[at]) > ndcg_of(judged[best])) best = at;
  }
  return best;
}

JudgingTask selection_task(const Histories& histories, std::uint64_t seed, bool include_purchased) {
  JudgingTask task = hold_out_from(histories, choose_holdout(histories.view(), seed), include_purchased);
  task.most_customers = selection_customers;
  return task;
}

Result<Trials> try_contenders(std::span<const Contender> contenders, const JudgingTask& task, std::size_t all_purchases,
                              const TrainingRun& run) {
  const double whole =
      static_cast<double>(all_purchases) / static_cast<double>(std::max<std::size_t>(task.train.purchases.size(), 1));
  TrainingRun trial = run;
  // Half of what is left: as much again goes into training on everything, should this one be chosen.
  if (run.seconds_left) trial.seconds_left = [&run] { return run.seconds_left() / 2; };
  Trials trials;
  for (const Contender& contender : contenders) {
    if (run.seconds_left && !trials.judged.empty()) {
      const double best_train = trials.judged[trials.best()].evaluation.train_seconds;
      const auto fits = [&](const TrialCost& cost) {
        return cost.total + whole * std::max(cost.train, best_train) <= run.seconds_left();
      };
      MOSHAVER_TRY(expected,
                   expected_cost([&](double share) { return measured(contender, task, share, trial); }, fits));
      if (expected && !fits(*expected)) {
        trials.skipped.push_back({std::string(contender.recipe->name), expected->total});
        continue;
      }
    }
    MOSHAVER_TRY(judged, try_contender(contender, task, selection_ks, trial));
    trials.tried.push_back(contender);
    trials.judged.push_back(std::move(judged));
  }
  return trials;
}

}  // namespace moshaver
