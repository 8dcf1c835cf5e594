#include "models/evaluation/new_products.hpp"

#include <algorithm>

#include "engine/parallel/parallel_for.hpp"
#include "models/random/splitmix64.hpp"

namespace moshaver {

namespace {

std::vector<ItemId> choose_hidden(const std::vector<std::uint32_t>& buyers, const NewProductsPlan& plan) {
  std::vector<ItemId> candidates;
  for (std::uint32_t item = 0; item < buyers.size(); ++item) {
    if (buyers[item] > 0 && buyers[item] >= plan.min_buyers) candidates.push_back(ItemId{item});
  }
  const auto count = static_cast<std::size_t>(plan.fraction * static_cast<double>(candidates.size()) + 0.5);
  Random random(plan.seed);
  for (std::size_t at = 0; at < count; ++at) {
    std::swap(candidates[at], candidates[at + random.below(candidates.size() - at)]);
  }
  candidates.resize(count);
  std::sort(candidates.begin(), candidates.end());
  return candidates;
}

void remove_items(Histories& histories, const std::vector<bool>& removed) {
  std::uint64_t kept = 0, read = 0;
  for (std::size_t user = 0; user < histories.user_count(); ++user) {
    for (const std::uint64_t end = histories.offsets[user + 1]; read < end; ++read) {
      if (!removed[histories.purchases[read].item.row]) histories.purchases[kept++] = histories.purchases[read];
    }
    histories.offsets[user + 1] = kept;
  }
  histories.purchases.resize(kept);
}

FoundNew evaluate_among(const EligibleItems& eligible, const Ranker& ranker, const NewProductsTask& task, std::size_t k,
                        std::size_t threads) {
  const Histories& train = task.evaluation.train;
  std::vector<FoundNew> each(train.user_count());
  parallel_for(each.size(), 16, thread_count_or_all(threads), [&](std::size_t first, std::size_t last, std::size_t) {
    for (std::size_t row = first; row < last; ++row) {
      const UserId user{static_cast<std::uint32_t>(row)};
      const auto truth = task.evaluation.truth_of(user);
      if (truth.empty()) continue;
      const auto history = train.of(user);
      const auto excluded = excluded_items(history, train.hidden_of(user), false);
      const Exclusions exclusions{excluded, &eligible};
      FoundNew& found = each[row];
      found.customers = 1;
      found.wanted = truth.size();
      for (const ScoredItem& shown : ranker.top({history, user}, k, exclusions)) {
        found.found += std::binary_search(truth.begin(), truth.end(), shown.item);
      }
      // At least 1: the truth itself is allowed.
      const auto choices = static_cast<double>(exclusions.allowed_count(train.item_count));
      found.expected = static_cast<double>(truth.size()) * std::min(1.0, static_cast<double>(k) / choices);
    }
  });
  FoundNew sum;
  for (const FoundNew& one : each) {
    sum.customers += one.customers;
    sum.wanted += one.wanted;
    sum.found += one.found;
    sum.expected += one.expected;
  }
  return sum;
}

}  // namespace

NewProductsTask hide_products(const Histories& histories, const NewProductsPlan& plan) {
  std::vector<std::uint32_t> buyers(histories.item_count);
  std::vector<std::vector<ItemId>> owned;
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    owned.push_back(distinct_items(histories.of(UserId{user})));
    for (const ItemId item : owned.back()) ++buyers[item.row];
  }
  NewProductsTask task;
  for (std::uint32_t item = 0; item < histories.item_count; ++item) {
    if (buyers[item] == 0) task.unbought.push_back(ItemId{item});
  }
  task.hidden = choose_hidden(buyers, plan);
  std::vector<bool> is_hidden(histories.item_count);
  for (const ItemId item : task.hidden) is_hidden[item.row] = true;

  EvaluationTask& evaluation = task.evaluation;
  evaluation.train = histories;
  remove_items(evaluation.train, is_hidden);
  evaluation.truth_offsets = {0};
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    const auto hidden_by_user = histories.hidden_of(UserId{user});
    for (const ItemId item : owned[user]) {
      const bool refused = std::binary_search(hidden_by_user.begin(), hidden_by_user.end(), item);
      if (is_hidden[item.row] && !refused) evaluation.truth.push_back(item);
    }
    evaluation.truth_offsets.push_back(evaluation.truth.size());
  }
  evaluation.protocol = "held out: every trace of " + std::to_string(task.hidden.size()) + " products with " +
                        std::to_string(plan.min_buyers) + " or more buyers, seed " + std::to_string(plan.seed);
  return task;
}

NewProductsFigures evaluate_new_products(const Ranker& ranker, const NewProductsTask& task, std::size_t k,
                                         std::size_t threads) {
  const std::size_t item_count = task.evaluation.train.item_count;
  EligibleItems bought(item_count, true), hidden(item_count, false);
  for (const ItemId item : task.unbought) bought.set(item, false);
  for (const ItemId item : task.hidden) hidden.set(item, true);
  return {evaluate_among(bought, ranker, task, k, threads), evaluate_among(hidden, ranker, task, k, threads)};
}

}  // namespace moshaver
