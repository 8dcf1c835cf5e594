#include "models/ease/ease.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "engine/linalg/symmetric_inverse.hpp"
#include "engine/parallel/parallel_for.hpp"
#include "models/ease/local_ridge.hpp"

namespace moshaver {

namespace {

constexpr std::size_t mib = 1 << 20;

std::vector<double> powers(const std::vector<std::uint32_t>& degrees, double factor, double exponent) {
  std::vector<double> out;
  for (const std::uint32_t degree : degrees) out.push_back(factor * std::pow(static_cast<double>(degree), exponent));
  return out;
}

// Collects, scales and truncates the weights of every target.
class Weights {
 public:
  Weights(const RankedPurchases& purchases, std::uint32_t item_count, const EaseConfig& config)
      : most_(config.sources_per_target),
        item_of_(purchases.item_of),
        source_scale_(powers(purchases.degrees, 1, -config.source_exponent)),
        target_scale_(powers(purchases.degrees, 1, -config.target_exponent)),
        kept_(item_count) {}

  // Reorders `found` and replaces its ranks with rows. Each target is put by one thread.
  void put(std::uint32_t target, std::span<RowWeight> found) {
    for (RowWeight& source : found) {
      source.weight =
          static_cast<float>(static_cast<double>(source.weight) * source_scale_[source.column] * target_scale_[target]);
    }
    found = keep_largest(found, most_);
    const auto unsound = std::ranges::remove_if(
        found, [](const RowWeight& source) { return source.weight == 0 || !std::isfinite(source.weight); });
    found = found.first(found.size() - unsound.size());
    for (RowWeight& source : found) source.column = item_of_[source.column];
    kept_.put(item_of_[target], found);
  }

  // Source x target, scaled to a maximum of 1.
  [[nodiscard]] SparseRows take(std::uint32_t item_count) { return transpose(kept_.take_scaled(), item_count); }

 private:
  std::size_t most_;
  const std::vector<std::uint32_t>& item_of_;
  std::vector<double> source_scale_, target_scale_;
  KeptWeights kept_;  // target x source, both by product row
};

// The lower triangle of G + factor Λ.
void set_gramian(const RankedPurchases& purchases, std::span<const double> ridge, double factor, std::size_t threads,
                 std::span<float> matrix) {
  const std::size_t n = purchases.item_count();
  std::vector<PairCounter> counters(threads, PairCounter(purchases));
  parallel_for(n, 64, threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    for (std::size_t row = first; row < last; ++row) {
      const std::span<float> out = matrix.subspan(row * n, n);
      std::fill(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(row) + 1, 0.0F);
      for (const auto& entry : counters[thread].row(static_cast<std::uint32_t>(row))) {
        if (entry.rank <= row) out[entry.rank] = entry.count;
      }
      out[row] += static_cast<float>(factor * ridge[row]);
    }
  });
}

void solve_dense(const RankedPurchases& purchases, std::span<const double> ridge, std::size_t threads, Weights& weights,
                 const ProgressSink& progress) {
  const std::size_t n = purchases.item_count();
  std::vector<float> matrix(n * n);
  const auto done = [&](double share) {
    report(progress, {"inverse of the gramian", static_cast<std::uint64_t>(share * static_cast<double>(n)), n, "rows"});
  };
  // Rounding to float may make the matrix indefinite if the ridge is too small: it is then raised.
  double factor = 1;
  do {
    set_gramian(purchases, ridge, factor, threads, matrix);
    factor *= 10;
  } while (!invert_symmetric(matrix, n, threads, done) && factor < 1e9);
  std::vector<std::vector<RowWeight>> rows(threads);
  parallel_for(n, 64, threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    for (auto target = static_cast<std::uint32_t>(first); target < last; ++target) {
      std::vector<RowWeight>& row = rows[thread];
      row.clear();
      const float scale = -1 / matrix[target * n + target];
      for (std::uint32_t source = 0; source < n; ++source) {
        const std::size_t low = std::max(source, target), high = std::min(source, target);
        if (source != target) row.push_back({source, scale * matrix[low * n + high]});
      }
      weights.put(target, row);
    }
  });
}

}  // namespace

std::size_t dense_ease_mib(std::size_t item_count) { return (item_count * item_count * sizeof(float) + mib - 1) / mib; }

ItemItemPart train_ease(const SparseRows& by_user, std::uint32_t item_count, const EaseConfig& requested,
                        const ProgressSink& progress) {
  EaseConfig config = requested;
  const RankedPurchases purchases = rank_purchases(by_user, item_count, config.user_exponent, config.max_history);
  const std::size_t n = purchases.item_count(), threads = thread_count_or_all(config.threads);
  if (n == 0) return {transpose(SparseRows{}, item_count), static_cast<float>(config.count_exponent)};
  const std::vector<double> ridge = powers(purchases.degrees, config.regularization, config.ridge_exponent);
  const bool is_dense =
      config.form == EaseForm::dense || (config.form == EaseForm::automatic && dense_ease_mib(n) <= config.memory_mib);
  if (config.sources_per_target == 0) config.sources_per_target = is_dense ? 1'000 : 200;
  Weights weights(purchases, item_count, config);
  if (is_dense) {
    solve_dense(purchases, ridge, threads, weights, progress);
  } else {
    const std::size_t pairs = config.memory_mib * mib / sizeof(PairCounter::Entry);
    const auto row_limit =
        static_cast<std::uint32_t>(std::min(n, std::max<std::size_t>(pairs / n, config.sources_per_target)));
    solve_local_ridges(
        purchases, ridge, {config.sources_per_target, row_limit, threads},
        [&](std::uint32_t target, std::span<RowWeight> found, std::size_t) { weights.put(target, found); }, progress);
  }
  return {weights.take(item_count), static_cast<float>(config.count_exponent)};
}

}  // namespace moshaver
