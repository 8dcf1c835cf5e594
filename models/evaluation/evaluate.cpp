// moshaver/evaluate.hpp: builds an evaluation task from a source and a protocol, and reports on recipes or models.
#include "moshaver/evaluate.hpp"

#include <algorithm>

#include "engine/store/store.hpp"
#include "models/evaluation/comparison.hpp"
#include "models/evaluation/test_files.hpp"
#include "models/evaluation/trained_models.hpp"
#include "models/training/event_source.hpp"

namespace moshaver {

namespace {

// Enough for a hundred answers in each calibration bin.
constexpr std::size_t calibrated_customers = 5'000;

double share_or(const EvaluateOptions& options, double fallback) {
  return options.share > 0 ? options.share : fallback;
}

HoldoutPlan plan_for(const EvaluateOptions& options, const Histories& histories) {
  switch (options.protocol) {
    case Protocol::automatic:
      break;
    case Protocol::last_days:
      return {.kind = HoldoutKind::last_days, .days = options.days};
    case Protocol::last_basket:
      return {.kind = HoldoutKind::last_basket};
    case Protocol::random_items:
      return {.kind = HoldoutKind::random_items, .fraction = share_or(options, 0.1), .seed = options.seed};
    case Protocol::strong_generalisation:
      return {.kind = HoldoutKind::customers, .fraction = share_or(options, 0.2), .seed = options.seed};
  }
  return choose_holdout(histories.view(), options.seed);
}

// Adds the customer segments by history and by the shop's `segment`, and the product categories.
Result<void> add_segments(EvaluationTask& task, const std::filesystem::path& shop) {
  const std::vector<UserId> users = evaluated_users(task);
  task.segments = history_segments(task.known(), users);
  if (shop.empty()) return {};
  MOSHAVER_TRY(store, Store::open(shop));
  MOSHAVER_TRY(segment_of, store.customer_segments());
  MOSHAVER_TRY(category_of, store.product_categories());
  auto of_shop = attribute_segments(segment_of, task.train.user_count(), users);
  std::move(of_shop.begin(), of_shop.end(), std::back_inserter(task.segments));
  task.categories = product_categories(category_of, task.truth);
  return {};
}

}  // namespace

Result<EvaluationReport> evaluate(const EvaluateOptions& options) {
  if (options.ks.empty() || std::find(options.ks.begin(), options.ks.end(), 0U) != options.ks.end()) {
    return failure(ErrorCode::invalid_argument, "--k takes whole numbers from 1 up, as in --k 10,20");
  }
  if (!(options.share >= 0 && options.share < 1)) {
    return failure(ErrorCode::invalid_argument,
                   "the share of --protocol random or strong-generalisation lies between 0 and 1, as in random=0.2");
  }
  if (!options.models.empty()) {
    MOSHAVER_TRY(evaluated, open_models(options));
    MOSHAVER_TRY(task, task_for_models(evaluated, options));
    task.most_calibrated = calibrated_customers;
    MOSHAVER_CHECK(add_segments(task, options.source.shop));
    return evaluate_models(std::move(evaluated), task, options);
  }
  MOSHAVER_TRY(recipes, contenders(options.recipes, options.settings));
  MOSHAVER_TRY(table, read_source(options.source, options.progress));
  Dataset data = make_dataset(std::move(table));
  group_variants(data);
  const Catalogue catalogue = std::move(data.catalogue);
  EvaluationTask task;
  if (options.test.empty()) {
    task = hold_out_from(data.histories, plan_for(options, data.histories), options.include_purchased);
  } else {
    MOSHAVER_TRY(of_test, task_from_test(std::move(data), options));
    task = std::move(of_test);
  }
  task.catalogue = &catalogue;
  task.most_calibrated = calibrated_customers;
  MOSHAVER_CHECK(add_segments(task, options.source.shop));
  return compare_recipes(recipes, task, options.ks, {options.seed, options.threads, options.progress});
}

}  // namespace moshaver
