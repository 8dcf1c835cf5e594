#include "models/training/selection.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "models/training/event_source.hpp"

namespace moshaver {

namespace {

// Enough to tell recipes apart; a shop of a million customers need not be evaluated in full.
constexpr std::size_t selection_customers = 5'000;
constexpr double samples[] = {1.0 / 256, 1.0 / 64, 1.0 / 16, 1.0 / 4};
constexpr double blend_factor = 4;  // a blend trains its parts once per window, three at most, and once on everything
constexpr double least_blend_seconds = 1;
constexpr double step = 4;              // ratio of one sample to the next, and of the whole to the last
constexpr double share_of_left = 0.25;  // of the time left, for the next sample

TrialCost times(const TrialCost& cost, double factor) { return {cost.train * factor, cost.total * factor}; }

double ndcg_of(const Evaluated& evaluated) { return evaluated.evaluation.at.front()[Metric::ndcg].mean; }

// The cost of a trial on a sample; nullopt if the sample has no purchase, or not enough data for the recipe.
Result<std::optional<TrialCost>> measured(const Contender& contender, const EvaluationTask& task, double share,
                                          const TrainingRun& run) {
  Catalogue catalogue;
  const EvaluationTask sample = without_unbought(sample_customers(task, share, run.seed), catalogue);
  if (sample.train.purchases.empty()) return std::nullopt;
  // The full data may have what a sample lacks, so nothing is reported as left out here.
  TrainingRun silent = run;
  silent.left_out = {};
  const Stopwatch watch;
  const auto evaluated = train_and_evaluate(contender, sample, selection_ks, silent);
  if (!evaluated && evaluated.error().code == ErrorCode::no_data) return std::nullopt;
  if (!evaluated) return tl::unexpected(evaluated.error());
  return TrialCost{evaluated->evaluation.train_seconds, watch.seconds()};
}

}  // namespace

Result<std::optional<TrialCost>> expected_cost(const std::function<Result<std::optional<TrialCost>>(double)>& measure,
                                               const std::function<bool(const TrialCost&)>& fits,
                                               const std::function<double()>& seconds_left) {
  std::optional<TrialCost> last, expected;
  for (std::size_t at = 0; at < std::size(samples); ++at) {
    MOSHAVER_TRY(cost, measure(samples[at]));
    if (!cost) continue;
    const double growth = last && last->total > 0 ? std::clamp(cost->total / last->total, step, step * step) : step;
    expected = times(*cost, std::pow(growth, static_cast<double>(std::size(samples) - at)));
    // The growth of the cost needs two measurements.
    if (last && fits(*expected)) break;
    // Between linear growth and the growth seen last: cost stops growing with the number of products once a sample has
    // all of them.
    const double to_next = std::sqrt(step * (last ? growth : step * step));
    if (cost->total * to_next > share_of_left * seconds_left()) break;
    last = cost;
  }
  return expected;
}

EvaluationTask without_unbought(EvaluationTask task, Catalogue& catalogue) {
  constexpr std::uint32_t absent = 0xffffffff;
  std::vector<std::uint32_t> row(task.train.item_count, absent);
  std::uint32_t count = 0;
  for (Purchase& purchase : task.train.purchases) {
    if (row[purchase.item.row] == absent) row[purchase.item.row] = count++;
    purchase.item.row = row[purchase.item.row];
  }
  task.train.item_count = count;
  for (std::uint32_t item = 0; item < row.size(); ++item) {
    if (row[item] != absent) catalogue.put(row[item], task.catalogue->of(ItemId{item}));
  }
  task.catalogue = &catalogue;
  // Renumbers lists by user and keeps each ascending.
  const auto renumber = [&](std::vector<std::uint64_t>& offsets, std::vector<ItemId>& items) {
    std::vector<ItemId> kept;
    std::uint64_t first = 0;
    for (std::size_t user = 0; user + 1 < offsets.size(); ++user) {
      const auto begin = static_cast<std::ptrdiff_t>(kept.size());
      for (std::uint64_t at = first; at < offsets[user + 1]; ++at) {
        if (row[items[at].row] != absent) kept.push_back(ItemId{row[items[at].row]});
      }
      std::sort(kept.begin() + begin, kept.end());
      first = std::exchange(offsets[user + 1], kept.size());
    }
    items = std::move(kept);
  };
  renumber(task.train.hidden_offsets, task.train.hidden);
  renumber(task.truth_offsets, task.truth);
  return task;
}

std::size_t Trials::best() const {
  std::size_t best = 0;
  for (std::size_t at = 1; at < evaluated.size(); ++at) {
    if (ndcg_of(evaluated[at]) > ndcg_of(evaluated[best])) best = at;
  }
  return best;
}

EvaluationTask selection_task(const TrainingSource& source, std::uint64_t seed, bool include_purchased) {
  const Histories& histories = source.histories;
  EvaluationTask task = hold_out_from(histories, choose_holdout(histories.view(), seed), include_purchased);
  task.catalogue = &source.catalogue;
  task.most_customers = selection_customers;
  return task;
}

Result<Trials> try_contenders(std::span<const Contender> contenders, const EvaluationTask& task,
                              std::size_t all_purchases, const TrainingRun& run) {
  const double whole =
      static_cast<double>(all_purchases) / static_cast<double>(std::max<std::size_t>(task.train.purchases.size(), 1));
  TrainingRun trial = run;
  Trials trials;
  trial.left_out = [&](std::string_view recipe, const Error& why) {
    add_left_out(trials.left_out, {std::string(recipe), why.message});
  };
  TrialCost parts;  // summed over the recipes tried or skipped so far
  for (const Contender& contender : contenders) {
    if (run.seconds_left) {
      // Half of the time is kept for training on everything, in case this recipe is chosen.
      trial.seconds_left = [&run, kept = run.seconds_left() / 2] { return run.seconds_left() - kept; };
    }
    if (run.seconds_left && !trials.evaluated.empty()) {
      const double best_train = trials.evaluated[trials.best()].evaluation.train_seconds;
      const auto fits = [&](const TrialCost& cost) {
        return cost.total + whole * std::max(cost.train, best_train) <= run.seconds_left();
      };
      std::optional<TrialCost> expected = times(parts, blend_factor);
      if (contender.recipe->train != nullptr) {
        const auto measure = [&](double share) { return measured(contender, task, share, trial); };
        MOSHAVER_TRY(sampled, expected_cost(measure, fits, run.seconds_left));
        expected = sampled;
      }
      const bool blend_can_do_less =
          contender.recipe->train == nullptr && run.seconds_left() / 2 > whole * best_train + least_blend_seconds;
      if (expected && !fits(*expected) && !blend_can_do_less) {
        trials.skipped.push_back({std::string(contender.recipe->name), expected->total});
        parts = {parts.train + expected->train, parts.total + expected->total};
        continue;
      }
    }
    const Stopwatch watch;
    MOSHAVER_TRY(evaluated, train_and_evaluate_if_supported(contender, task, selection_ks, trial));
    if (!evaluated) continue;
    parts = {parts.train + evaluated->evaluation.train_seconds, parts.total + watch.seconds()};
    trials.tried.push_back(contender);
    trials.evaluated.push_back(std::move(*evaluated));
  }
  return trials;
}

}  // namespace moshaver
