#include "models/ease/local_ridge.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "engine/linalg/dense_kernels.hpp"
#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

using Entry = PairCounter::Entry;

// Keeps the `most` largest entries by count / √degree, without the diagonal; ties go to the more popular product.
void keep_closest(std::vector<Entry>& entries, std::uint32_t target, std::size_t most,
                  const std::vector<float>& inverse_roots) {
  std::erase_if(entries, [&](const Entry& entry) { return entry.rank == target; });
  if (entries.size() <= most) return;
  const auto closer = [&](const Entry& a, const Entry& b) {
    const float near_a = a.count * inverse_roots[a.rank], near_b = b.count * inverse_roots[b.rank];
    return near_a != near_b ? near_a > near_b : a.rank < b.rank;
  };
  std::nth_element(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(most), entries.end(), closer);
  entries.resize(most);
}

// The rows of the gramian, each sorted by rank, and its diagonal.
struct PairRows {
  std::vector<std::vector<Entry>> rows;
  std::vector<float> diagonal;
};

PairRows count_pairs(const RankedPurchases& purchases, const std::vector<float>& inverse_roots,
                     const LocalRidgeConfig& config, const ProgressSink& progress) {
  PairRows pairs;
  pairs.rows.resize(purchases.item_count());
  pairs.diagonal.resize(purchases.item_count(), 0.0F);
  std::vector<PairCounter> counters(config.threads, PairCounter(purchases));
  std::vector<std::vector<Entry>> scratch(config.threads);
  std::mutex reporting;
  std::uint64_t done = 0;
  parallel_for(
      purchases.item_count(), 64, config.threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
        std::vector<Entry>& entries = scratch[thread];
        for (auto rank = static_cast<std::uint32_t>(first); rank < last; ++rank) {
          const auto row = counters[thread].row(rank);
          entries.assign(row.begin(), row.end());
          for (const Entry& entry : entries) {
            if (entry.rank == rank) pairs.diagonal[rank] = entry.count;
          }
          keep_closest(entries, rank, config.row_limit, inverse_roots);
          std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.rank < b.rank; });
          pairs.rows[rank].assign(entries.begin(), entries.end());
        }
        const std::lock_guard lock(reporting);
        done += last - first;
        report(progress, {"counting pairs of products", done, purchases.item_count(), "products"});
      });
  return pairs;
}

class LocalSolver {
 public:
  LocalSolver(const PairRows& pairs, std::span<const double> ridge) : pairs_(pairs), ridge_(ridge) {
    unknown_of_.resize(pairs.rows.size(), 0);
  }

  // `sources` are one target's candidates with the counts of the pairs.
  std::span<RowWeight> solve(std::vector<Entry>& sources) {
    // Rarest first: a pair is read from the row of the rarer product, which fills a row of the upper triangle.
    std::sort(sources.begin(), sources.end(), [](const Entry& a, const Entry& b) { return a.rank > b.rank; });
    weights_.clear();
    for (const Entry& source : sources) weights_.push_back({source.rank, 0});
    // A gramian without its small entries may be indefinite: a larger ridge makes it definite.
    for (double factor = 1; factor <= 1e6; factor *= 10) {
      if (!solve(sources, factor)) continue;
      for (std::size_t at = 0; at < sources.size(); ++at) weights_[at].weight = right_[at];
      break;
    }
    return weights_;
  }

 private:
  bool solve(const std::vector<Entry>& sources, double factor) {
    const std::size_t count = sources.size(), unknowns = padded_unknowns(count);
    const Block system = system_.block(unknowns, unknowns + 1);
    for (std::size_t at = 0; at < count; ++at) unknown_of_[sources[at].rank] = static_cast<std::uint32_t>(at) + 1;
    for (std::size_t at = 0; at < count; ++at) {
      const std::uint32_t rank = sources[at].rank;
      float* row = system.row(at);
      std::fill(row + at / line_floats * line_floats, row + count, 0.0F);
      row[at] = pairs_.diagonal[rank] + static_cast<float>(factor * ridge_[rank]);
      for (const Entry& entry : pairs_.rows[rank]) {
        if (entry.rank > rank) break;
        if (const std::uint32_t unknown = unknown_of_[entry.rank]; unknown != 0) row[unknown - 1] = entry.count;
      }
    }
    for (const Entry& source : sources) unknown_of_[source.rank] = 0;
    right_.resize(count);
    for (std::size_t at = 0; at < count; ++at) right_[at] = sources[at].count;
    return solve_upper_cholesky(system, count, right_) &&
           std::ranges::all_of(right_, [](float value) { return std::isfinite(value); });
  }

  const PairRows& pairs_;
  std::span<const double> ridge_;
  std::vector<std::uint32_t> unknown_of_;  // by rank: index in the system + 1; 0: not a candidate
  std::vector<RowWeight> weights_;
  std::vector<float> right_;
  Scratch system_;
};

}  // namespace

void solve_local_ridges(const RankedPurchases& purchases, std::span<const double> ridge, const LocalRidgeConfig& config,
                        const TakeWeights& take, const ProgressSink& progress) {
  std::vector<float> inverse_roots;
  for (const std::uint32_t degree : purchases.degrees)
    inverse_roots.push_back(1 / std::sqrt(static_cast<float>(degree)));
  const PairRows pairs = count_pairs(purchases, inverse_roots, config, progress);

  struct Worker {
    LocalSolver solver;
    std::vector<Entry> sources;
  };
  std::vector<Worker> workers;
  for (std::size_t thread = 0; thread < config.threads; ++thread) workers.push_back({LocalSolver(pairs, ridge), {}});
  std::mutex reporting;
  std::uint64_t done = 0;
  parallel_for(purchases.item_count(), 32, config.threads,
               [&](std::size_t first, std::size_t last, std::size_t thread) {
                 auto& [solver, sources] = workers[thread];
                 for (auto target = static_cast<std::uint32_t>(first); target < last; ++target) {
                   sources = pairs.rows[target];
                   keep_closest(sources, target, config.candidates, inverse_roots);
                   take(target, solver.solve(sources), thread);
                 }
                 const std::lock_guard lock(reporting);
                 done += last - first;
                 report(progress, {"regressions, one per product", done, purchases.item_count(), "products"});
               });
}

}  // namespace moshaver
