// Measures recall and latency of indexes on real customers, and chooses one.
//
//   customers  the queries: customer vectors folded in as when served, with owned and hidden products excluded; evenly
//              chosen among all with a history. Product vectors would not do: their distribution differs
//   recall     of the exact top 20; an item that ties with the last of them counts as found
//   latency    of one query at a time on one thread, in a second pass, with warm caches
//   cost       every index is built once and searched at several widths: a graph over a million products takes minutes
//   same       recall is the same on every run on one machine; times are not, and the choice depends on them
//   test       tests/indexing/frontier_test.cpp
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/histories.hpp"
#include "engine/ranking/searched_factors.hpp"
#include "engine/retrieval/index_spec.hpp"
#include "moshaver/index_frontier.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

// The queries: one vector per row, and the items excluded from each answer.
struct SampledCustomers {
  FactorMatrix vectors;
  std::vector<std::vector<ItemId>> excluded;
};
// At most `count` customers with a product of the part in their history.
[[nodiscard]] SampledCustomers sample_customers(const SearchedFactors&, const Histories&, std::size_t count);

// One index to build, and the widths to search it with.
struct IndexTrial {
  IndexSpec spec;
  std::vector<std::size_t> widths;  // search widths of hnsw, probes of ivf; none for exact
};
// The indexes worth measuring over so many products. For candidates only (a blend): exact search and IVF with few, large
// lists. That index is rebuilt whenever a model is opened, in a fraction of a second; a graph takes longer.
[[nodiscard]] std::vector<IndexTrial> index_trials(std::size_t products, bool only_candidates);

struct MeasuredIndex {
  IndexSpec spec;
  double recall_at_20 = 1, p50_us = 0, p99_us = 0, build_seconds = 0;
  std::size_t index_bytes = 0;
};
// One entry per trial and width, in their order; wider searches are skipped once recall reaches .9999. Errors: those of
// build_index.
[[nodiscard]] Result<std::vector<MeasuredIndex>> measure_indexes(const FactorMatrix& item_factors,
                                                                 const SampledCustomers&, std::span<const IndexTrial>,
                                                                 const ProgressSink&);

// Errors: invalid_argument if min_recall is not in [0, 1].
[[nodiscard]] Result<void> check_index_policy(const IndexPolicy&);
// The policy with defaults that fit the factors: a blend's index only generates candidates.
[[nodiscard]] IndexPolicy policy_for(const SearchedFactors&, const IndexPolicy&);
// The position of the index that the policy (moshaver/index_frontier.hpp) chooses. Exact search must be among them.
[[nodiscard]] std::size_t choose_index(std::span<const MeasuredIndex>, const IndexPolicy&);

// The choice that `train` records in the model. Nothing is recorded if exact search is chosen without measuring others,
// or if no customer can be a query.
struct IndexDecision {
  std::optional<RecordedIndex> recorded;
  std::vector<MeasuredIndex> measured;
  std::size_t chosen = 0;  // index into `measured`
};
[[nodiscard]] Result<IndexDecision> decide_index(const SearchedFactors&, const Histories&, const IndexPolicy&,
                                                 const ProgressSink&);

// The settings of an index of this kind, by name.
[[nodiscard]] SettingValues index_settings(const IndexSpec&);

}  // namespace moshaver
