// What each index makes of recall and latency on real customers, and which one to take.
//
//   customers  their vectors folded in as they are when they ask, with what they have excluded; evenly over all that
//              have a history. Product vectors would not do: customers are not distributed as products are
//   recall     of the exact top 20, found; an item that scores as much as the last of those counts as well
//   latency    one answer at a time on one thread, of a pass after one that warmed the caches
//   cost       every index is built once and searched at several settings: a graph over a million products takes minutes
//   same       recall is the same on every run on the same machine; times are not, and what is chosen depends on them
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

// Whom indexes are asked about: a vector a row, and what each may not be offered.
struct SampledCustomers {
  FactorMatrix vectors;
  std::vector<std::vector<ItemId>> excluded;
};
// At most `count` of the customers whose history the part knows something of.
[[nodiscard]] SampledCustomers sample_customers(const SearchedFactors&, const Histories&, std::size_t count);

// One index, as it is built; the settings that only its search has follow each other.
struct IndexTrial {
  IndexSpec spec;
  std::vector<std::size_t> widths;  // search widths of hnsw, probes of ivf; none for exact
};
// All that are worth a try over so many products. Where they only propose: exact search and few, wide lists. They are
// made at every opening in a fraction of a second; a graph is not.
[[nodiscard]] std::vector<IndexTrial> index_trials(std::size_t products, bool only_candidates);

struct MeasuredIndex {
  IndexSpec spec;
  double recall_at_20 = 1, p50_us = 0, p99_us = 0, build_seconds = 0;
  std::size_t index_bytes = 0;
};
// One for each trial and width, in their order. Errors: those of build_index.
[[nodiscard]] Result<std::vector<MeasuredIndex>> measure_indexes(const FactorMatrix& item_factors,
                                                                 const SampledCustomers&, std::span<const IndexTrial>,
                                                                 const ProgressSink&);

// Errors: invalid_argument: a recall that is no share.
[[nodiscard]] Result<void> check_index_policy(const IndexPolicy&);
// What is asked of these factors' index where the caller does not say.
[[nodiscard]] IndexPolicy policy_for(const SearchedFactors&, const IndexPolicy&);
// The index that IndexPolicy (moshaver/index_frontier.hpp) takes. At least one was measured, an exact one among them.
[[nodiscard]] std::size_t choose_index(std::span<const MeasuredIndex>, const IndexPolicy&);

// What `train` records: nothing where exact search is taken without a look at others, or there is nothing to search.
struct IndexDecision {
  std::optional<RecordedIndex> recorded;
  std::vector<MeasuredIndex> measured;
  std::size_t chosen = 0;  // of `measured`
};
[[nodiscard]] Result<IndexDecision> decide_index(const SearchedFactors&, const Histories&, const IndexPolicy&,
                                                 const ProgressSink&);

// Settings of an index by name, those that its kind has.
[[nodiscard]] SettingValues index_settings(const IndexSpec&);

}  // namespace moshaver
