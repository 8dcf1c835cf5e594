#include "models/evaluation/test_files.hpp"

#include <algorithm>

#include "models/training/event_source.hpp"

namespace moshaver {

Result<EvaluationTask> task_from_test(Dataset train, const EvaluateOptions& options) {
  EventSource source = options.source;
  source.shop.clear();
  source.events = options.test;
  source.products.clear();
  MOSHAVER_TRY(test, read_source(source, options.progress));
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
      truth[user].push_back(train.groups.head(ItemId{*item}));
    } else {
      unknown[user].push_back(test.item[event]);
    }
  }
  EvaluationTask task;
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
    if (!options.include_purchased)
      truth[user] = without_owned(truth[user], distinct_items(task.train.of(UserId{user})));
    task.truth.insert(task.truth.end(), truth[user].begin(), truth[user].end());
    task.truth_offsets.push_back(task.truth.size());
    task.truth_unknown.push_back(static_cast<std::uint32_t>(unknown[user].size()));
  }
  task.include_purchased = options.include_purchased;
  task.protocol = "trained on one set of files, evaluated on the purchases of another";
  return task;
}

}  // namespace moshaver
