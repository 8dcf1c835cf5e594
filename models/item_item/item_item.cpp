#include "models/item_item/item_item.hpp"

#include <cmath>
#include <mutex>

#include "engine/parallel/parallel_for.hpp"
#include "models/counting/kept_weights.hpp"
#include "models/counting/pair_sums.hpp"

namespace moshaver {

namespace {

std::vector<double> power_of_degrees(const std::vector<std::uint32_t>& degrees, double exponent) {
  std::vector<double> powers(degrees.size(), 0.0);
  for (std::size_t row = 0; row < degrees.size(); ++row) {
    if (degrees[row] > 0) powers[row] = std::pow(degrees[row], -exponent);
  }
  return powers;
}

std::vector<std::uint32_t> degrees_of(const SparseRows& rows) {
  std::vector<std::uint32_t> degrees(rows.row_count());
  for (std::uint32_t row = 0; row < rows.row_count(); ++row)
    degrees[row] = static_cast<std::uint32_t>(rows.size_of(row));
  return degrees;
}

}  // namespace

ItemItemPart train_item_item(const SparseRows& all_by_user, std::uint32_t item_count, const ItemItemConfig& config,
                             const ProgressSink& progress) {
  const SparseRows by_user = thinned(all_by_user, config.max_history);
  const SparseRows by_item = transpose(by_user, item_count);
  const auto user_weight = power_of_degrees(degrees_of(all_by_user), config.user_exponent);
  const auto item_degrees = degrees_of(by_item);
  const auto source_weight = power_of_degrees(item_degrees, config.source_exponent);
  const auto target_weight = power_of_degrees(item_degrees, config.target_exponent);

  const std::size_t threads = thread_count_or_all(config.threads);
  std::vector<PairSums> sums(threads, PairSums(item_count));
  std::vector<std::vector<RowWeight>> found(threads);
  KeptWeights by_target(item_count);
  std::mutex reporting;
  std::uint64_t done = 0;
  parallel_for(item_count, 64, threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    std::vector<RowWeight>& sources = found[thread];
    for (auto target = static_cast<std::uint32_t>(first); target < last; ++target) {
      for (const std::uint32_t user : by_item.columns_of(target)) {
        const double weight = user_weight[user];
        for (const std::uint32_t source : by_user.columns_of(user)) sums[thread].add(source, weight);
      }
      sources.clear();
      sums[thread].take([&](std::uint32_t source, double sum) {
        const double weight = sum * source_weight[source] * target_weight[target];
        if (source != target) sources.push_back({source, static_cast<float>(weight)});
      });
      by_target.put(target, keep_largest(sources, config.sources_per_target));
    }
    const std::lock_guard lock(reporting);
    done += last - first;
    report(progress, {"counting pairs of products", done, item_count, "products"});
  });
  return {transpose(by_target.take_scaled(), item_count), static_cast<float>(config.count_exponent)};
}

}  // namespace moshaver
