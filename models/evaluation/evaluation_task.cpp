#include "models/evaluation/evaluation_task.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <mutex>

#include "engine/parallel/parallel_for.hpp"
#include "engine/ranking/diversity.hpp"
#include "models/evaluation/calibration.hpp"
#include "models/random/splitmix64.hpp"

namespace moshaver {

namespace {

// The same users with other purchases.
Histories with_purchases(const Histories& histories, PurchaseHistories purchases) {
  Histories all;
  all.offsets = std::move(purchases.offsets);
  all.purchases = std::move(purchases.purchases);
  all.hidden_offsets = histories.hidden_offsets;
  all.hidden = histories.hidden;
  all.internal = histories.internal;
  all.item_count = histories.item_count;
  return all;
}

// The histories of the other customers; held-out ones keep their rows, with empty histories.
PurchaseHistories without_customers(const Histories& histories, const std::vector<bool>& held_out) {
  PurchaseHistories kept;
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    const auto history = histories.of(UserId{user});
    if (!held_out[user]) kept.purchases.insert(kept.purchases.end(), history.begin(), history.end());
    kept.offsets.push_back(kept.purchases.size());
  }
  return kept;
}

void thin_evenly(std::vector<UserId>& users, std::size_t most) {
  if (users.size() <= most) return;
  for (std::size_t at = 0; at < most; ++at) users[at] = users[at * users.size() / most];
  users.resize(most);
}

}  // namespace

EvaluationTask hold_out_from(const Histories& histories, const HoldoutPlan& plan, bool include_purchased) {
  EvaluationTask task;
  Holdout holdout;
  if (plan.kind == HoldoutKind::customers) {
    CustomerHoldout customers = hold_out_customers(histories.view(), plan.fraction, plan.seed);
    holdout = std::move(customers.answering);
    if (!include_purchased) remove_owned_from_truth(holdout);
    task.asked_with = with_purchases(histories, std::move(holdout.train));
    task.train = with_purchases(histories, without_customers(histories, customers.held_out));
  } else {
    holdout = hold_out(histories.view(), plan);
    if (!include_purchased) remove_owned_from_truth(holdout);
    task.train = with_purchases(histories, std::move(holdout.train));
  }
  task.truth_offsets = std::move(holdout.truth_offsets);
  task.truth = std::move(holdout.truth_items);
  task.protocol = "held out: " + describe(plan);
  task.include_purchased = include_purchased;
  return task;
}

EvaluationTask sample_customers(const EvaluationTask& task, double share, std::uint64_t seed) {
  assert(!task.asked_with);
  assert(task.truth_unknown.empty());
  assert(task.segments.empty());
  EvaluationTask sample;
  sample.truth_offsets = {0};
  sample.catalogue = task.catalogue;
  sample.protocol = task.protocol;
  sample.include_purchased = task.include_purchased;
  sample.most_customers = task.most_customers;
  Histories& train = sample.train;
  train.item_count = task.train.item_count;
  for (std::uint32_t row = 0; row < task.train.user_count(); ++row) {
    const UserId user{row};
    if (Random(seed, row).uniform() >= share) continue;
    const auto append = [](auto& to, auto from) { to.insert(to.end(), from.begin(), from.end()); };
    append(train.purchases, task.train.of(user));
    train.offsets.push_back(train.purchases.size());
    append(train.hidden, task.train.hidden_of(user));
    train.hidden_offsets.push_back(train.hidden.size());
    train.internal.push_back(task.train.is_internal(user));
    if (!task.whom || task.whom(user)) append(sample.truth, task.truth_of(user));
    sample.truth_offsets.push_back(sample.truth.size());
  }
  return sample;
}

std::vector<UserId> evaluated_users(const EvaluationTask& task) {
  std::vector<UserId> users;
  for (std::uint32_t row = 0; row < task.train.user_count(); ++row) {
    const UserId user{row};
    const bool unknown = row < task.truth_unknown.size() && task.truth_unknown[row] > 0;
    if ((unknown || !task.truth_of(user).empty()) && (!task.whom || task.whom(user))) users.push_back(user);
  }
  if (task.most_customers > 0) thin_evenly(users, task.most_customers);
  return users;
}

EvaluationTask without_owned(EvaluationTask task) {
  remove_owned(task.truth_offsets, task.truth, task.known().view());
  task.include_purchased = false;
  return task;
}

std::vector<UserId> known_customers(const EvaluationTask& task, std::size_t most, CustomerFold fold) {
  std::vector<UserId> users;
  for (std::uint32_t user = 0; user < task.train.user_count(); ++user) {
    if (fold.holds(user) && !task.known().of(UserId{user}).empty()) users.push_back(UserId{user});
  }
  thin_evenly(users, most);
  return users;
}

std::vector<UserId> returning_customers(const EvaluationTask& task, std::size_t most, CustomerFold fold) {
  std::vector<UserId> users;
  for (std::uint32_t user = 0; user < task.train.user_count(); ++user) {
    if (fold.holds(user) && !task.truth_of(UserId{user}).empty() && !task.known().of(UserId{user}).empty())
      users.push_back(UserId{user});
  }
  thin_evenly(users, most);
  return users;
}

Evaluated evaluate_ranker(const Ranker& ranker, const EvaluationTask& task, const std::vector<std::size_t>& ks,
                          std::size_t threads, const ProgressSink& progress) {
  std::vector<std::uint32_t> popularity(task.train.item_count, 0);
  for (const Purchase& purchase : task.train.purchases) ++popularity[purchase.item.row];
  const std::size_t count = *std::max_element(ks.begin(), ks.end());

  const std::vector<UserId> users = evaluated_users(task);
  const Histories& known = task.known();
  // As answers are served: engine/advice/ranking.hpp.
  const double diversity = task.catalogue->empty() ? 0 : static_cast<double>(ranker.model().diversity.value);
  const auto kinds =
      diversity > 0 ? kinds_of_products(*task.catalogue, task.train.item_count) : std::vector<ProductKind>();
  const std::size_t candidates = candidates_for_diversity(count, diversity);
  Evaluator evaluator({ks, popularity, users.size(), {}});
  CategoryRecall by_category(task.categories, evaluator.ks(), users.size());

  constexpr std::size_t batch = 256;
  std::mutex reporting;
  std::uint64_t done = 0;
  std::chrono::nanoseconds answering{0};  // summed over all threads
  parallel_for(
      users.size(), batch, thread_count_or_all(threads), [&](std::size_t first, std::size_t last, std::size_t) {
        std::vector<CustomerState> states;
        std::vector<std::vector<ItemId>> owned, excluded;
        std::vector<Exclusions> exclusions;
        for (std::size_t at = first; at < last; ++at) {
          const auto history = known.of(users[at]);
          states.push_back({history, users[at]});
          owned.push_back(distinct_items(history));
          excluded.push_back(excluded_items(history, known.hidden_of(users[at]), task.include_purchased));
        }
        for (const auto& items : excluded) exclusions.push_back({items});
        const auto start = std::chrono::steady_clock::now();
        auto answers = ranker.top_batch(states, candidates, exclusions);
        for (auto& answer : answers) {
          if (diversity > 0)
            answer = diversified(answer, count, diversity, [&](ItemId item) { return kinds[item.row]; });
        }
        const auto took = std::chrono::steady_clock::now() - start;
        for (std::size_t at = first; at < last; ++at) {
          std::vector<ItemId> ranked;
          for (const ScoredItem& scored : answers[at - first]) ranked.push_back(scored.item);
          const std::size_t unknown = users[at].row < task.truth_unknown.size() ? task.truth_unknown[users[at].row] : 0;
          evaluator.add(at, {ranked, task.truth_of(users[at]), unknown, owned[at - first]});
          by_category.add(at, ranked, task.truth_of(users[at]));
        }
        const std::lock_guard lock(reporting);
        answering += took;
        done += last - first;
        report(progress, {"answering", done, users.size(), "customers"});
      });
  Evaluated evaluated = evaluator.finish(ranker.model().recipe);
  evaluated.evaluation.microseconds_per_customer =
      users.empty() ? 0
                    : std::chrono::duration<double, std::micro>(answering).count() / static_cast<double>(users.size());
  if (task.most_calibrated > 0 && ranker.states_confidence() && ranker.model().reliability.why_none.empty()) {
    const Calibration measured = measure_calibration(ranker, task, count, task.most_calibrated, threads);
    evaluated.evaluation.calibration = {
        measured.known.error(),   measured.back.error(), measured.known.customers,        measured.back.customers,
        measured.known.answers(), measured.cuts,         ranker.model().confidence_days()};
  }
  if (task.most_calibrated > 0) evaluated.evaluation.no_confidence = ranker.model().reliability.why_none;
  for (const CustomerSegment& segment : task.segments) {
    evaluated.evaluation.segments.push_back(
        evaluator.of_segment(segment, [&](std::size_t slot) { return bool(segment.members[users[slot].row]); }));
  }
  by_category.append_to(evaluated.evaluation.segments);
  return evaluated;
}

}  // namespace moshaver
