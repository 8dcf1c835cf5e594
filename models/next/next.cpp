#include "models/next/next.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "engine/parallel/parallel_for.hpp"
#include "models/counting/kept_weights.hpp"
#include "models/counting/pair_sums.hpp"

namespace moshaver {

namespace {

struct Source {
  std::uint32_t item;
  float weight;
};

// An order that something came before: its products follow from the sources.
struct Follows {
  std::vector<std::uint64_t> offsets = {0};  // of `sources`, by order followed
  std::vector<Source> sources;
  SparseRows targets;  // order followed x product
};

// Walks one history backwards from each of its latest orders.
class Walk {
 public:
  Walk(const NextConfig& config, std::uint32_t item_count) : config_(config), seen_(item_count, 0) {}

  void add(std::span<const Purchase> history, Follows& follows) {
    std::size_t end = history.size();
    for (std::uint32_t order = 0; order < config_.orders && end > 0; ++order) {
      std::size_t begin = end - 1;
      while (begin > 0 && history[begin - 1].order == history[end - 1].order) --begin;
      if (begin == 0) return;
      add_order(history.first(begin), history.subspan(begin, end - begin), follows);
      end = begin;
    }
  }

 private:
  void add_order(std::span<const Purchase> before, std::span<const Purchase> order, Follows& follows) {
    std::vector<std::uint32_t> targets;
    for (const Purchase& purchase : order) {
      if (purchase.quantity > 0) targets.push_back(purchase.item.row);
    }
    if (targets.empty()) return;
    std::sort(targets.begin(), targets.end());
    targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
    follows.targets.columns.insert(follows.targets.columns.end(), targets.begin(), targets.end());
    follows.targets.offsets.push_back(follows.targets.columns.size());

    ++stamp_;
    double sum = 0;
    const std::size_t first = follows.sources.size();
    const std::size_t looked_at = std::min<std::size_t>(before.size(), config_.max_history);
    for (std::size_t at = 0; at < looked_at; ++at) {
      const Purchase& purchase = before[before.size() - 1 - at];
      if (seen_[purchase.item.row] == stamp_) continue;
      seen_[purchase.item.row] = stamp_;
      const double weight = std::pow(config_.basket_decay, before.back().order - purchase.order);
      sum += weight;
      follows.sources.push_back({purchase.item.row, static_cast<float>(weight)});
    }
    const auto scale = static_cast<float>(std::pow(sum, -config_.user_exponent));
    for (std::size_t at = first; at < follows.sources.size(); ++at) follows.sources[at].weight *= scale;
    follows.offsets.push_back(follows.sources.size());
  }

  const NextConfig& config_;
  std::vector<std::uint64_t> seen_;
  std::uint64_t stamp_ = 0;
};

std::vector<double> scales(const std::vector<double>& sums, double exponent) {
  std::vector<double> powers;
  for (const double sum : sums) powers.push_back(sum > 0 ? std::pow(sum, -exponent) : 0);
  return powers;
}

}  // namespace

ItemItemPart train_next(const Histories& histories, const NextConfig& config, const ProgressSink& progress) {
  const std::uint32_t item_count = histories.item_count;
  Follows follows;
  Walk walk(config, item_count);
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) walk.add(histories.of(UserId{user}), follows);
  follows.targets.values.assign(follows.targets.columns.size(), 1.0F);

  std::vector<double> source_sums(item_count, 0.0), target_sums(item_count, 0.0);
  for (std::uint32_t order = 0; order < follows.targets.row_count(); ++order) {
    const auto targets = follows.targets.columns_of(order);
    for (std::uint64_t at = follows.offsets[order]; at < follows.offsets[order + 1]; ++at) {
      source_sums[follows.sources[at].item] += static_cast<double>(follows.sources[at].weight);
    }
    for (const std::uint32_t target : targets) target_sums[target] += 1;
  }
  const std::vector<double> source_scale = scales(source_sums, config.source_exponent);
  const std::vector<double> target_scale = scales(target_sums, config.target_exponent);

  const SparseRows orders_of = transpose(follows.targets, item_count);
  const std::size_t threads = thread_count_or_all(config.threads);
  std::vector<PairSums> sums(threads, PairSums(item_count));
  std::vector<std::vector<RowWeight>> found(threads);
  KeptWeights by_target(item_count);
  std::mutex reporting;
  std::uint64_t done = 0;
  parallel_for(item_count, 64, threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    std::vector<RowWeight>& sources = found[thread];
    for (auto target = static_cast<std::uint32_t>(first); target < last; ++target) {
      for (const std::uint32_t order : orders_of.columns_of(target)) {
        for (std::uint64_t at = follows.offsets[order]; at < follows.offsets[order + 1]; ++at) {
          sums[thread].add(follows.sources[at].item, static_cast<double>(follows.sources[at].weight));
        }
      }
      sources.clear();
      sums[thread].take([&](std::uint32_t item, double sum) {
        sources.push_back({item, static_cast<float>(sum * source_scale[item] * target_scale[target])});
      });
      by_target.put(target, keep_largest(sources, config.sources_per_target));
    }
    const std::lock_guard lock(reporting);
    done += last - first;
    report(progress, {"counting what follows", done, item_count, "products"});
  });

  ItemItemPart part;
  part.rows = transpose(by_target.take_scaled(), item_count);
  part.basket_decay = static_cast<float>(config.basket_decay);
  return part;
}

}  // namespace moshaver
