// measure_index_frontier() of moshaver/index_frontier.hpp: opens a model and measures indexes over its factors.
#include "moshaver/index_frontier.hpp"

#include <algorithm>

#include "engine/data/dataset.hpp"
#include "engine/model/model_io.hpp"
#include "engine/store/store.hpp"
#include "models/indexing/frontier.hpp"
#include "models/indexing/points.hpp"

namespace moshaver {

namespace {

struct OpenedFactors {
  Model model;
  Dataset data;
  std::string id;
};

Result<OpenedFactors> open(const IndexFrontierOptions& options) {
  if (options.shop.empty() == options.model.empty()) {
    return failure(ErrorCode::invalid_argument, "give either --shop DIR or --model DIR");
  }
  if (!options.model.empty()) {
    MOSHAVER_TRY(opened, open_model_directory(options.model));
    MOSHAVER_TRY(model, load_model(opened));
    MOSHAVER_TRY(data, load_dataset(opened));
    return OpenedFactors{std::move(model), std::move(data), opened.manifest.id};
  }
  MOSHAVER_TRY(store, Store::open(options.shop));
  MOSHAVER_TRY(id, read_current(options.shop / "models"));
  MOSHAVER_TRY(opened, open_model_directory(options.shop / "models" / id));
  MOSHAVER_TRY(model, load_model(opened));
  MOSHAVER_TRY(table, store.read(options.progress));
  Dataset data = make_dataset(std::move(table));
  group_variants(data);
  MOSHAVER_CHECK(check_products(opened, data.products));
  return OpenedFactors{std::move(model), std::move(data), id};
}

}  // namespace

std::vector<IndexPoint> points_of(std::span<const MeasuredIndex> measured) {
  std::vector<IndexPoint> points;
  for (const MeasuredIndex& index : measured) {
    const bool beaten = std::any_of(measured.begin(), measured.end(), [&](const MeasuredIndex& other) {
      return other.recall_at_20 >= index.recall_at_20 && other.p50_us < index.p50_us;
    });
    points.push_back({std::string(to_string(index.spec.kind)), index_settings(index.spec), index.recall_at_20,
                      index.p50_us, index.p99_us, index.index_bytes, index.build_seconds, !beaten});
  }
  return points;
}

Result<IndexFrontier> measure_index_frontier(const IndexFrontierOptions& options) {
  MOSHAVER_CHECK(check_index_policy(options.policy));
  if (options.customers == 0) return failure(ErrorCode::invalid_argument, "at least one customer is needed");
  MOSHAVER_TRY(opened, open(options));
  const auto searched = searched_factors(opened.model);
  if (!searched) {
    return failure(ErrorCode::invalid_argument, "model " + opened.id +
                                                    " has no embeddings to search: " + opened.model.recipe +
                                                    " does not use an index; train ials, low-pass or content");
  }
  const FactorMatrix factors = leading_dimensions(searched->factors().item_factors, searched->dim);
  const SampledCustomers customers = sample_customers(*searched, opened.data.histories, options.customers);
  if (customers.vectors.rows() == 0) {
    return failure(ErrorCode::no_data, "no customer of model " + opened.id + " has a history to search with");
  }
  const std::vector<IndexTrial> trials = index_trials(factors.rows(), searched->only_candidates);
  MOSHAVER_TRY(measured, measure_indexes(factors, customers, trials, options.progress));
  IndexFrontier frontier;
  frontier.model_id = opened.id;
  frontier.recipe = opened.model.recipe;
  frontier.part = searched->part->name;
  frontier.products = factors.rows();
  frontier.dim = factors.dim();
  frontier.customers = customers.vectors.rows();
  const IndexPolicy policy = policy_for(*searched, options.policy);
  frontier.min_recall = policy.min_recall;
  frontier.points = points_of(measured);
  frontier.chosen = choose_index(measured, policy);
  return frontier;
}

}  // namespace moshaver
