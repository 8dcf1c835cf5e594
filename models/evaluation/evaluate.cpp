// moshaver/evaluate.hpp: a source and a protocol to a judging task, recipes to a report.
#include "moshaver/evaluate.hpp"

#include <algorithm>

#include "engine/artifact/model_directory.hpp"
#include "engine/artifact/model_io.hpp"
#include "models/evaluation/comparison.hpp"
#include "models/training/event_source.hpp"

namespace moshaver {

namespace {

HoldoutPlan plan_for(const EvaluateOptions& options, const Histories& histories) {
  switch (options.protocol) {
    case Protocol::automatic:
      break;
    case Protocol::last_days:
      return {HoldoutKind::last_days, options.days, 0, 0};
    case Protocol::last_basket:
      return {HoldoutKind::last_basket, 0, 0, 0};
    case Protocol::random_items:
      return {HoldoutKind::random_items, 0, 0.1, options.seed};
  }
  return choose_holdout(histories.view(), options.seed);
}

// What each customer of `test` is to be shown. Customers that training has not seen become users without history, as
// they would be asking; products it has not seen are counted and cannot be hit.
JudgingTask task_from_test(Dataset train, const EventTable& test, bool include_purchased) {
  const std::uint32_t known_users = train.customers.size();
  std::vector<std::vector<ItemId>> truth(known_users);
  std::vector<std::vector<std::uint32_t>> unknown(known_users);  // distinct product rows of the test files
  for (std::size_t event = 0; event < test.size(); ++event) {
    if (test.kind[event] != EventKind::purchase || test.gift[event]) continue;
    const std::uint32_t user = train.customers.insert(test.customers.key(test.user[event]));
    truth.resize(train.customers.size());
    unknown.resize(train.customers.size());
    const auto item = train.products.find(test.products.key(test.item[event]));
    if (item) {
      truth[user].push_back(ItemId{*item});
    } else {
      unknown[user].push_back(test.item[event]);
    }
  }
  JudgingTask task;
  task.train = std::move(train.histories);
  task.train.offsets.resize(truth.size() + 1, task.train.offsets.back());
  task.train.hidden_offsets.resize(truth.size() + 1, task.train.hidden_offsets.back());
  task.truth_offsets = {0};
  const auto make_distinct = [](auto& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  };
  for (std::uint32_t user = 0; user < truth.size(); ++user) {
    make_distinct(truth[user]);
    make_distinct(unknown[user]);
    if (!include_purchased) truth[user] = without_owned(truth[user], distinct_items(task.train.of(UserId{user})));
    task.truth.insert(task.truth.end(), truth[user].begin(), truth[user].end());
    task.truth_offsets.push_back(task.truth.size());
    task.truth_unknown.push_back(static_cast<std::uint32_t>(unknown[user].size()));
  }
  task.include_purchased = include_purchased;
  task.protocol = "trained on one set of files, judged on the purchases of another";
  return task;
}

Result<JudgingTask> task_of(const EvaluateOptions& options, Dataset data) {
  if (options.test.empty()) {
    return hold_out_from(data.histories, plan_for(options, data.histories), options.include_purchased);
  }
  EventSource test = options.source;
  test.shop.clear();
  test.events = options.test;
  test.products.clear();
  MOSHAVER_TRY(table, read_source(test, options.progress));
  return task_from_test(std::move(data), table, options.include_purchased);
}

Result<EvaluationReport> evaluate_model(const EvaluateOptions& options) {
  if (options.test.empty() || !options.recipes.empty()) {
    return failure(ErrorCode::invalid_argument,
                   "a trained model is judged on --test files, and its recipe is what it is");
  }
  MOSHAVER_TRY(opened, open_model_directory(options.model));
  MOSHAVER_TRY(model, load_model(opened));
  MOSHAVER_TRY(data, load_dataset(opened));
  MOSHAVER_TRY(task, task_of(options, std::move(data)));
  MOSHAVER_TRY(ranker, Ranker::build(std::move(model), task.train));
  const Evaluated judged = judge(ranker, task, options.ks, options.threads, options.progress);
  return make_report({&judged, 1}, task);
}

}  // namespace

Result<EvaluationReport> evaluate(const EvaluateOptions& options) {
  if (options.ks.empty() || std::find(options.ks.begin(), options.ks.end(), 0U) != options.ks.end()) {
    return failure(ErrorCode::invalid_argument, "--k takes whole numbers from 1 up, as in --k 10,20");
  }
  if (!options.model.empty()) return evaluate_model(options);
  MOSHAVER_TRY(recipes, contenders(options.recipes, options.settings));
  MOSHAVER_TRY(table, read_source(options.source, options.progress));
  Dataset data = make_dataset(std::move(table));
  const Catalogue catalogue = std::move(data.catalogue);
  MOSHAVER_TRY(task, task_of(options, std::move(data)));
  task.catalogue = &catalogue;
  return compare_recipes(recipes, task, options.ks, {options.seed, options.threads, options.progress});
}

}  // namespace moshaver
