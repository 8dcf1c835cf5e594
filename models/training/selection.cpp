#include "models/training/selection.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "models/training/event_source.hpp"

namespace moshaver {

namespace {

// Enough to tell recipes apart; a shop of a million customers need not be asked in full.
constexpr std::size_t selection_customers = 5'000;
constexpr double samples[] = {1.0 / 256, 1.0 / 64, 1.0 / 16, 1.0 / 4};
constexpr double blend_factor = 4;  // its parts are trained once a window, three at most, and once on everything
constexpr double least_blend_seconds = 1;
constexpr double step = 4;              // from one sample to the next, and from the last to the whole
constexpr double share_of_left = 0.25;  // that the next sample may take

TrialCost times(const TrialCost& cost, double factor) { return {cost.train * factor, cost.total * factor}; }

double ndcg_of(const Evaluated& evaluated) { return evaluated.evaluation.at.front()[Metric::ndcg].mean; }

// nullopt where the sample holds no purchase, or too little of what the recipe learns from.
Result<std::optional<TrialCost>> measured(const Contender& contender, const EvaluationTask& task, double share,
                                          const TrainingRun& run) {
  Catalogue catalogue;
  const EvaluationTask sample = without_unbought(sample_customers(task, share, run.seed), catalogue);
  if (sample.train.purchases.empty()) return std::nullopt;
  // What a sample lacks, all of the data may have: nothing is left out yet.
  TrainingRun unheard = run;
  unheard.left_out = {};
  const Stopwatch watch;
  const auto evaluated = train_and_evaluate(contender, sample, selection_ks, unheard);
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
    // A single measurement says nothing of growth.
    if (last && fits(*expected)) break;
    // Between proportion and what was seen last: growth with the products ends where they have all been seen.
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
  // Lists by user, each ascending.
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
  TrialCost parts;  // of the recipes tried or skipped so far
  for (const Contender& contender : contenders) {
    if (run.seconds_left) {
      // As much again goes into training on everything, should this one be chosen.
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
      const bool keeps_to_its_time =
          contender.recipe->train == nullptr && run.seconds_left() / 2 > whole * best_train + least_blend_seconds;
      if (expected && !fits(*expected) && !keeps_to_its_time) {
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
