#include "models/evaluation/judge.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

void thin_evenly(std::vector<UserId>& users, std::size_t most) {
  if (users.size() <= most) return;
  for (std::size_t at = 0; at < most; ++at) users[at] = users[at * users.size() / most];
  users.resize(most);
}

}  // namespace

JudgingTask hold_out_from(const Histories& histories, const HoldoutPlan& plan, bool include_purchased) {
  Holdout holdout = hold_out(histories.view(), plan);
  if (!include_purchased) remove_owned_from_truth(holdout);
  JudgingTask task;
  task.train.offsets = std::move(holdout.train.offsets);
  task.train.purchases = std::move(holdout.train.purchases);
  task.train.hidden_offsets = histories.hidden_offsets;
  task.train.hidden = histories.hidden;
  task.train.internal = histories.internal;
  task.train.item_count = histories.item_count;
  task.truth_offsets = std::move(holdout.truth_offsets);
  task.truth = std::move(holdout.truth_items);
  task.protocol = "held out: " + describe(plan);
  task.include_purchased = include_purchased;
  return task;
}

namespace {

// `keep(user, truth)` gives what is left of the truth.
template <class Keep>
void filter_truth(JudgingTask& task, const Keep& keep) {
  std::vector<std::uint64_t> offsets = {0};
  std::vector<ItemId> truth;
  for (std::uint32_t user = 0; user < task.train.user_count(); ++user) {
    const std::vector<ItemId> kept = keep(UserId{user}, task.truth_of(UserId{user}));
    truth.insert(truth.end(), kept.begin(), kept.end());
    offsets.push_back(truth.size());
  }
  task.truth_offsets = std::move(offsets);
  task.truth = std::move(truth);
}

}  // namespace

JudgingTask without_owned(JudgingTask task) {
  filter_truth(task, [&](UserId user, std::span<const ItemId> truth) {
    return without_owned(truth, distinct_items(task.train.of(user)));
  });
  task.include_purchased = false;
  return task;
}

JudgingTask only_fold(JudgingTask task, CustomerFold fold) {
  filter_truth(task, [&](UserId user, std::span<const ItemId> truth) {
    return fold.holds(user.row) ? std::vector<ItemId>(truth.begin(), truth.end()) : std::vector<ItemId>();
  });
  for (std::size_t user = 0; user < task.truth_unknown.size(); ++user) {
    if (!fold.holds(user)) task.truth_unknown[user] = 0;
  }
  return task;
}

std::vector<UserId> known_customers(const JudgingTask& task, std::size_t most, CustomerFold fold) {
  std::vector<UserId> users;
  for (std::uint32_t user = 0; user < task.train.user_count(); ++user) {
    if (fold.holds(user) && !task.train.of(UserId{user}).empty()) users.push_back(UserId{user});
  }
  thin_evenly(users, most);
  return users;
}

std::vector<UserId> customers_to_ask(const JudgingTask& task, std::size_t most, CustomerFold fold) {
  std::vector<UserId> users;
  for (std::uint32_t user = 0; user < task.train.user_count(); ++user) {
    if (fold.holds(user) && !task.truth_of(UserId{user}).empty() && !task.train.of(UserId{user}).empty())
      users.push_back(UserId{user});
  }
  thin_evenly(users, most);
  return users;
}

Evaluated judge(const Ranker& ranker, const JudgingTask& task, const std::vector<std::size_t>& ks, std::size_t threads,
                const ProgressSink& progress) {
  std::vector<std::uint32_t> popularity(task.train.item_count, 0);
  for (const Purchase& purchase : task.train.purchases) ++popularity[purchase.item.row];
  const std::size_t count = *std::max_element(ks.begin(), ks.end());

  std::vector<UserId> users;
  for (std::uint32_t user = 0; user < task.train.user_count(); ++user) {
    const bool unknown = user < task.truth_unknown.size() && task.truth_unknown[user] > 0;
    if (unknown || !task.truth_of(UserId{user}).empty()) users.push_back(UserId{user});
  }
  if (task.most_customers > 0) thin_evenly(users, task.most_customers);
  Evaluator evaluator({ks, popularity, users.size(), {}});

  constexpr std::size_t batch = 256;
  std::mutex reporting;
  std::uint64_t done = 0;
  std::chrono::nanoseconds answering{0};  // over all threads
  parallel_for(
      users.size(), batch, thread_count_or_all(threads), [&](std::size_t first, std::size_t last, std::size_t) {
        std::vector<CustomerState> states;
        std::vector<std::vector<ItemId>> owned, excluded;
        std::vector<Exclusions> exclusions;
        for (std::size_t at = first; at < last; ++at) {
          const auto history = task.train.of(users[at]);
          states.push_back({history, users[at]});
          owned.push_back(distinct_items(history));
          excluded.push_back(excluded_items(history, task.train.hidden_of(users[at]), task.include_purchased));
        }
        for (const auto& items : excluded) exclusions.push_back({items});
        const auto start = std::chrono::steady_clock::now();
        const auto answers = ranker.top_batch(states, count, exclusions);
        const auto took = std::chrono::steady_clock::now() - start;
        for (std::size_t at = first; at < last; ++at) {
          std::vector<ItemId> ranked;
          for (const ScoredItem& scored : answers[at - first]) ranked.push_back(scored.item);
          const std::size_t unknown = users[at].row < task.truth_unknown.size() ? task.truth_unknown[users[at].row] : 0;
          evaluator.add(at, {ranked, task.truth_of(users[at]), unknown, owned[at - first]});
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
  return evaluated;
}

}  // namespace moshaver
