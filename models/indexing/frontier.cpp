#include "models/indexing/frontier.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>

#include "engine/ranking/factors_scorer.hpp"
#include "engine/retrieval/exact_index.hpp"
#include "models/training/event_source.hpp"

namespace moshaver {

namespace {

constexpr std::size_t k = 20;

// Recall of the exact answer. An item that ties with the exact answer's last counts as found.
double recall_of(const std::vector<ScoredItem>& answer, const std::vector<ScoredItem>& exact) {
  if (exact.empty()) return 1;
  const auto found = std::count_if(answer.begin(), answer.end(),
                                   [&](const ScoredItem& item) { return item.score >= exact.back().score; });
  return std::min(1.0, static_cast<double>(found) / static_cast<double>(exact.size()));
}

// One trial at one search width, with all customers as queries.
MeasuredIndex measure(const Index& index, const SampledCustomers& customers,
                      std::span<const std::vector<ScoredItem>> truth) {
  MeasuredIndex measured;
  const std::size_t count = customers.vectors.rows();
  double recall = 0;
  for (std::size_t row = 0; row < count; ++row) {
    recall += recall_of(index.search(customers.vectors.row(row), k, {customers.excluded[row]}), truth[row]);
  }
  std::vector<double> microseconds;
  microseconds.reserve(count);
  for (std::size_t row = 0; row < count; ++row) {
    const Stopwatch watch;
    const auto answer = index.search(customers.vectors.row(row), k, {customers.excluded[row]});
    microseconds.push_back(watch.seconds() * 1e6);
  }
  std::sort(microseconds.begin(), microseconds.end());
  measured.recall_at_20 = recall / static_cast<double>(count);
  measured.p50_us = microseconds[count / 2];
  measured.p99_us = microseconds[count * 99 / 100];
  measured.index_bytes = index.bytes();
  return measured;
}

// Graphs over codes and over floats have the same links, so the second need not be built.
bool is_same_graph(const IndexSpec& built, IndexSpec next) {
  if (built.kind != IndexKind::hnsw || next.kind != IndexKind::hnsw) return false;
  next.hnsw.codes = built.hnsw.codes;
  next.hnsw.search_width = built.hnsw.search_width;
  return next.hnsw == built.hnsw;
}

bool differ_only_in_width(IndexSpec one, const IndexSpec& other) {
  one.hnsw.search_width = other.hnsw.search_width;
  one.ivf.probes = other.ivf.probes;
  return one == other;
}

void set_width(Index& index, IndexSpec& spec, std::size_t width) {
  if (spec.kind == IndexKind::hnsw) {
    spec.hnsw.search_width = width;
    static_cast<HnswIndex&>(index).set_search_width(width);
  } else if (spec.kind == IndexKind::ivf) {
    spec.ivf.probes = width;
    static_cast<IvfIndex&>(index).set_probes(width);
  }
}

}  // namespace

SampledCustomers sample_customers(const SearchedFactors& searched, const Histories& histories, std::size_t count) {
  const FactorsPart& part = searched.factors();
  std::vector<UserId> known;
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    const auto history = histories.of(UserId{user});
    if (std::any_of(history.begin(), history.end(), [&](const Purchase& purchase) {
          return purchase.quantity > 0 && purchase.item.row < part.item_factors.rows();
        })) {
      known.push_back(UserId{user});
    }
  }
  const std::size_t sampled = std::min(count, known.size());
  SampledCustomers customers;
  FactorMatrix vectors(sampled, part.item_factors.dim());
  for (std::size_t row = 0; row < sampled; ++row) {
    const UserId user = known[row * known.size() / sampled];
    const auto history = histories.of(user);
    fold_in(part, {history, user}, vectors.row(row));
    customers.excluded.push_back(excluded_items(history, histories.hidden_of(user), false));
  }
  customers.vectors = leading_dimensions(vectors, searched.dim);
  return customers;
}

std::vector<IndexTrial> index_trials(std::size_t products, bool only_candidates) {
  const std::vector<std::size_t> search_widths = {20, 32, 48, 64, 96, 128, 192, 256, 384, 512};
  IndexTrial graph{{.kind = IndexKind::hnsw}, search_widths};
  IndexTrial coded = graph;
  coded.spec.hnsw.codes = true;
  IndexTrial lists{{.kind = IndexKind::ivf}, {}};
  lists.spec.ivf.lists =
      only_candidates ? static_cast<std::size_t>(std::sqrt(products)) : IvfIndex::usual_lists(products);
  for (std::size_t probes = 1; probes * 2 <= lists.spec.ivf.lists; probes *= 2) lists.widths.push_back(probes);
  std::vector<IndexTrial> trials = {{{.kind = IndexKind::exact}, {}}};
  if (!lists.widths.empty()) trials.push_back(std::move(lists));
  if (only_candidates) return trials;
  trials.push_back(std::move(graph));
  trials.push_back(std::move(coded));
  return trials;
}

Result<std::vector<MeasuredIndex>> measure_indexes(const FactorMatrix& item_factors, const SampledCustomers& customers,
                                                   std::span<const IndexTrial> trials, const ProgressSink& progress) {
  assert(customers.vectors.rows() > 0);
  std::vector<MeasuredIndex> measured;
  MOSHAVER_TRY(exact, ExactIndex::build(item_factors));
  std::vector<std::vector<ScoredItem>> truth;
  for (std::size_t row = 0; row < customers.vectors.rows(); ++row) {
    truth.push_back(exact.search(customers.vectors.row(row), k, {customers.excluded[row]}));
  }
  std::unique_ptr<Index> index;
  IndexSpec built;
  double build_seconds = 0;
  for (std::size_t at = 0; at < trials.size(); ++at) {
    IndexSpec spec = trials[at].spec;
    const std::string stage = "index " + std::string(to_string(spec.kind)) + (spec.hnsw.codes ? " with codes" : "");
    report(progress, {stage, at, trials.size(), "indexes"});
    if (index && is_same_graph(built, spec)) {
      static_cast<HnswIndex&>(*index).set_codes(spec.hnsw.codes);
    } else {
      const Stopwatch watch;
      index.reset();  // frees the previous one first: only one index is in memory
      MOSHAVER_TRY(made, build_index(item_factors, spec));
      index = std::move(made);
      build_seconds = watch.seconds();
    }
    built = spec;
    std::vector<std::size_t> widths = trials[at].widths;
    if (widths.empty()) widths.push_back(0);
    for (const std::size_t width : widths) {
      if (width > 0) set_width(*index, spec, width);
      MeasuredIndex point = measure(*index, customers, truth);
      point.spec = spec;
      point.build_seconds = build_seconds;
      measured.push_back(point);
      // A wider search would only take longer.
      if (spec.kind != IndexKind::exact && point.recall_at_20 >= 0.9999) break;
    }
  }
  report(progress, {"indexes measured", trials.size(), trials.size(), "indexes"});
  return measured;
}

Result<void> check_index_policy(const IndexPolicy& policy) {
  if (!policy.min_recall || (*policy.min_recall >= 0 && *policy.min_recall <= 1)) return {};
  return failure(ErrorCode::invalid_argument, "--min-recall takes a share from 0 to 1, as in --min-recall 0.98");
}

IndexPolicy policy_for(const SearchedFactors& searched, const IndexPolicy& requested) {
  IndexPolicy policy = requested;
  if (!searched.only_candidates) return policy;
  policy.always_exact = std::min<std::size_t>(policy.always_exact, 20'000);
  // Retrieval is one step of many in a blend: a faster index is taken if it loses almost no recall.
  policy.min_recall = requested.min_recall.value_or(0.995);
  return policy;
}

std::size_t choose_index(std::span<const MeasuredIndex> measured, const IndexPolicy& policy) {
  const auto exact = std::find_if(measured.begin(), measured.end(),
                                  [](const MeasuredIndex& index) { return index.spec.kind == IndexKind::exact; });
  assert(exact != measured.end());
  if (!policy.min_recall && exact->p50_us <= policy.budget_us) {
    return static_cast<std::size_t>(exact - measured.begin());
  }
  const double enough = policy.min_recall.value_or(IndexPolicy::usual);
  auto chosen = exact;
  for (auto index = measured.begin(); index != measured.end(); ++index) {
    // Of each index only the narrowest search with enough recall is considered: noise in times cannot choose the width.
    const bool is_wider = index != measured.begin() && differ_only_in_width(std::prev(index)->spec, index->spec) &&
                          std::prev(index)->recall_at_20 >= enough;
    if (!is_wider && index->recall_at_20 >= enough && index->p50_us < chosen->p50_us) chosen = index;
  }
  return static_cast<std::size_t>(chosen - measured.begin());
}

Result<IndexDecision> decide_index(const SearchedFactors& searched, const Histories& histories,
                                   const IndexPolicy& requested, const ProgressSink& progress) {
  constexpr std::size_t query_count = 500;
  IndexDecision decision;
  const IndexPolicy policy = policy_for(searched, requested);
  const std::size_t products = searched.factors().item_factors.rows();
  if (!requested.min_recall && products <= policy.always_exact) return decision;
  const SampledCustomers customers = sample_customers(searched, histories, query_count);
  if (customers.vectors.rows() == 0) return decision;
  const std::vector<IndexTrial> trials = index_trials(products, searched.only_candidates);
  const FactorMatrix factors = leading_dimensions(searched.factors().item_factors, searched.dim);
  MOSHAVER_TRY(exact, measure_indexes(factors, customers, std::span(trials).first(1), {}));
  if (!policy.min_recall && exact.front().p50_us <= policy.budget_us) return decision;
  MOSHAVER_TRY(measured, measure_indexes(factors, customers, trials, progress));
  decision.measured = std::move(measured);
  decision.chosen = choose_index(decision.measured, policy);
  const MeasuredIndex& chosen = decision.measured[decision.chosen];
  decision.recorded = RecordedIndex{chosen.spec, chosen.recall_at_20, chosen.p50_us, customers.vectors.rows()};
  return decision;
}

SettingValues index_settings(const IndexSpec& spec) {
  const auto number = [](auto value) { return static_cast<double>(value); };
  switch (spec.kind) {
    case IndexKind::hnsw:
      return {{"links", number(spec.hnsw.links)},
              {"build_width", number(spec.hnsw.build_width)},
              {"search_width", number(spec.hnsw.search_width)},
              {"codes", spec.hnsw.codes ? 1 : 0},
              {"seed", number(spec.hnsw.seed)}};
    case IndexKind::ivf:
      return {{"lists", number(spec.ivf.lists)}, {"probes", number(spec.ivf.probes)}, {"seed", number(spec.ivf.seed)}};
    case IndexKind::exact:
      break;
  }
  return {};
}

}  // namespace moshaver
