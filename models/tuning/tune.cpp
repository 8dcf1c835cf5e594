// moshaver/tune.hpp: rounds of trials, each on more customers than the last.
#include "moshaver/tune.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include "models/evaluation/comparison.hpp"
#include "models/random/splitmix64.hpp"
#include "models/training/event_source.hpp"
#include "models/tuning/rounds.hpp"
#include "models/tuning/search_space.hpp"
#include "models/tuning/trial_log.hpp"

namespace moshaver {

namespace {

constexpr std::size_t fewest_customers = 20, most_trials = 10'000;
constexpr std::size_t most_evaluated = 10'000;  // in each half
const std::vector<std::size_t> ks = {10};

class Tuning {
 public:
  Tuning(const TuneOptions& options, const RecipeSpec& recipe, SearchSpace space)
      : options_(options), recipe_(recipe), space_(std::move(space)) {}

  Result<TuneReport> run();

 private:
  struct Round {
    double share = 1;
    std::vector<const TrialResult*> results;  // the defaults first
  };

  // Is the customer in the choosing half?
  [[nodiscard]] bool chooses(UserId user) const { return Random(options_.seed + 2, user.row).uniform() < 0.5; }
  Result<void> prepare();
  Result<void> run_round(double share, const std::vector<std::size_t>& trials);
  [[nodiscard]] std::vector<std::size_t> best_of_last(std::size_t count) const;
  [[nodiscard]] bool is_out_of_time(double share) const;
  Result<TrialResult> make_trial(std::size_t number, double share, const ProgressSink&);
  void list_trials();
  void choose();

  const TuneOptions& options_;
  const RecipeSpec& recipe_;
  SearchSpace space_;
  Stopwatch watch_;
  Catalogue catalogue_;
  EvaluationTask task_;
  EvaluationTask sample_;  // of the current round
  double sample_share_ = 0;
  std::optional<TrialLog> log_;
  std::vector<Round> rounds_;
  TuneReport report_;
};

const ResampledColumn& ndcg_of(const Evaluated& evaluated) {
  return evaluated.resampled[static_cast<std::size_t>(Metric::ndcg)];
}

bool is_better(const TrialResult* a, const TrialResult* b) {
  return a->choosing.mean != b->choosing.mean ? a->choosing.mean > b->choosing.mean : a->number < b->number;
}

Result<void> Tuning::prepare() {
  MOSHAVER_TRY(table, read_source(options_.source, options_.progress));
  Dataset data = make_dataset(std::move(table));
  group_variants(data);
  if (data.histories.purchases.empty()) {
    return failure(ErrorCode::no_data, "there is no purchase to learn from; import events of kind purchase first");
  }
  const HoldoutPlan plan = choose_holdout(data.histories.view(), options_.seed);
  task_ = hold_out_from(data.histories, plan, options_.include_purchased);
  catalogue_ = std::move(data.catalogue);
  task_.catalogue = &catalogue_;
  report_.protocol = task_.protocol;
  const std::vector<UserId> users = evaluated_users(task_);
  if (users.size() < fewest_customers || task_.train.purchases.empty()) {
    return failure(ErrorCode::no_data, "too little to tune by: " + std::to_string(users.size()) +
                                           " customers have held-out purchases (" + task_.protocol +
                                           "), at least 20 are needed; import more data, or use --include-purchased");
  }
  task_.most_customers = most_evaluated;
  task_.whom = [this](UserId user) { return !chooses(user); };
  report_.confirming = evaluated_users(task_).size();
  task_.whom = [this](UserId user) { return chooses(user); };
  report_.choosing = evaluated_users(task_).size();
  const std::string of_data = fingerprint(data.histories, data.customers, data.products) + fingerprint(catalogue_);
  MOSHAVER_TRY(log, TrialLog::open(options_.state,
                                   {std::string(recipe_.name), of_data, options_.seed, options_.include_purchased,
                                    options_.settings},
                                   options_.restart));
  report_.notice = log.notice();
  log_.emplace(std::move(log));
  return {};
}

Result<TuneReport> Tuning::run() {
  report_.recipe = recipe_.name;
  report_.seed = options_.seed;
  report_.include_purchased = options_.include_purchased;
  report_.given = options_.settings;
  report_.trials_asked = options_.trials;
  MOSHAVER_CHECK(prepare());
  const std::vector<TuningRound> rounds = plan_rounds(options_.trials, report_.choosing);
  std::vector<std::size_t> trials(options_.trials);
  std::iota(trials.begin(), trials.end(), std::size_t{0});
  for (const TuningRound& round : rounds) {
    if (!rounds_.empty()) trials = best_of_last(round.trials);
    MOSHAVER_CHECK(run_round(round.share, trials));
    if (report_.out_of_time) break;
  }
  // A last round with only the defaults compares nothing.
  if (rounds_.size() > 1 && rounds_.back().results.size() < 2) rounds_.pop_back();
  list_trials();
  choose();
  report_.seconds = watch_.seconds();
  return std::move(report_);
}

// The defaults and the best `count`, best first.
std::vector<std::size_t> Tuning::best_of_last(std::size_t count) const {
  std::vector<const TrialResult*> sorted = rounds_.back().results;
  std::sort(sorted.begin(), sorted.end(), is_better);
  std::vector<std::size_t> trials = {0};
  for (std::size_t at = 0; at < std::min(count, sorted.size()); ++at) {
    if (sorted[at]->number != 0) trials.push_back(sorted[at]->number);
  }
  return trials;
}

// Estimates the next trial's time as the mean of this round's trials; before the first, as the mean of the last round's
// times the ratio of the shares.
bool Tuning::is_out_of_time(double share) const {
  const bool first_of_all = rounds_.size() == 1 && rounds_.back().results.empty();
  if (options_.budget_seconds <= 0 || first_of_all) return false;
  const Round& round = rounds_.back().results.empty() ? rounds_[rounds_.size() - 2] : rounds_.back();
  double seconds = 0;
  for (const TrialResult* result : round.results) seconds += result->seconds;
  const double expected = seconds / static_cast<double>(round.results.size()) * share / round.share;
  return watch_.seconds() + expected > options_.budget_seconds;
}

Result<void> Tuning::run_round(double share, const std::vector<std::size_t>& trials) {
  rounds_.push_back({share, {}});
  for (std::size_t at = 0; at < trials.size(); ++at) {
    const TrialResult* result = log_->find(trials[at], share);
    if (result != nullptr) {
      if (result->settings != space_.trial(trials[at])) {
        return failure(ErrorCode::already_exists, options_.state.string() +
                                                      " holds trials that another version of moshaver drew; give "
                                                      "another --state, or discard them with --restart");
      }
      ++report_.resumed;
    } else {
      report_.out_of_time = is_out_of_time(share);
      if (report_.out_of_time) return {};
      const std::string round = "round " + std::to_string(rounds_.size()) + ", trial " + std::to_string(at + 1) +
                                " of " + std::to_string(trials.size()) + ": ";
      const ProgressSink progress = [&](const Progress& inner) {
        const std::string stage = round + std::string(inner.stage);
        report(options_.progress, {stage, inner.done, inner.total, inner.unit});
      };
      MOSHAVER_TRY(made, make_trial(trials[at], share, progress));
      MOSHAVER_TRY(kept, log_->append(std::move(made)));
      result = kept;
    }
    rounds_.back().results.push_back(result);
  }
  return {};
}

Result<TrialResult> Tuning::make_trial(std::size_t number, double share, const ProgressSink& progress) {
  const bool on_all = share >= 1;
  if (!on_all && sample_share_ != share) {
    sample_ = sample_customers(task_, share, options_.seed + 3);
    sample_share_ = share;
  }
  EvaluationTask& task = on_all ? task_ : sample_;
  const TrainingRun run{options_.seed, options_.threads, progress, options_.include_purchased};
  const Stopwatch watch;
  TrialResult result;
  result.number = number;
  result.share = share;
  result.settings = space_.trial(number);
  MOSHAVER_TRY(model, train_recipe(recipe_, result.settings, {task.train, *task.catalogue}, run));
  MOSHAVER_TRY(ranker, Ranker::build(std::move(model), task.train));
  result.choosing = ndcg_of(evaluate_ranker(ranker, task, ks, options_.threads, progress));
  if (on_all) {
    const auto choosing = std::exchange(task.whom, [this](UserId user) { return !chooses(user); });
    result.confirming = ndcg_of(evaluate_ranker(ranker, task, ks, options_.threads, progress));
    task.whom = choosing;
  }
  result.seconds = watch.seconds();
  return result;
}

// Every trial with the result of its last round.
void Tuning::list_trials() {
  std::set<std::size_t> listed;
  for (std::size_t at = rounds_.size(); at-- > 0;) {
    const Round& round = rounds_[at];
    std::vector<const TrialResult*> sorted = round.results;
    std::sort(sorted.begin(), sorted.end(), is_better);
    for (const TrialResult* result : sorted) {
      if (!listed.insert(result->number).second) continue;
      Trial trial;
      trial.number = result->number;
      trial.share = result->share;
      trial.settings.insert(result->settings.begin(), result->settings.end());
      trial.ndcg = estimate(result->choosing);
      const PairedDifference gain = difference(round.results.front()->choosing, result->choosing);
      trial.difference = gain.absolute;
      trial.relative = gain.relative;
      trial.seconds = result->seconds;
      report_.trials.push_back(std::move(trial));
    }
  }
}

void Tuning::choose() {
  const auto& results = rounds_.back().results;
  const TrialResult& defaults = *results.front();
  const TrialResult& leader = **std::min_element(results.begin(), results.end(), is_better);
  std::size_t chosen = leader.number;
  if (leader.number != defaults.number && leader.confirming && defaults.confirming) {
    const PairedDifference gain = difference(*defaults.confirming, *leader.confirming);
    report_.confirmed = gain.relative;
    if (gain.absolute.mean <= 0) chosen = defaults.number;
  }
  const auto found = std::find_if(report_.trials.begin(), report_.trials.end(),
                                  [&](const Trial& trial) { return trial.number == chosen; });
  report_.best = static_cast<std::size_t>(found - report_.trials.begin());
}

}  // namespace

Result<TuneReport> tune(const TuneOptions& options) {
  MOSHAVER_TRY(recipe, find_recipe(options.recipe));
  MOSHAVER_CHECK(check_setting_names(options.settings));
  if (options.trials < 2 || options.trials > most_trials) {
    return failure(ErrorCode::invalid_argument, "--trials is a whole number from 2 to 10000, the defaults included");
  }
  if (!(options.budget_seconds >= 0)) {
    return failure(ErrorCode::invalid_argument, "the budget is a time of more than 0 seconds, as in --budget 5m");
  }
  MOSHAVER_TRY(space, SearchSpace::make(*recipe, options.settings, options.seed));
  return Tuning(options, *recipe, std::move(space)).run();
}

}  // namespace moshaver
