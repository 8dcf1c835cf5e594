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

// Orders with earlier purchases: the transitions from those (the sources) to the products of the order (the targets).
struct Transitions {
  std::vector<std::uint64_t> offsets = {0};  // into `sources`, by order
  std::vector<Source> sources;
  SparseRows targets;  // order x product
};

// Collects the transitions to each of a customer's latest orders.
class TransitionCollector {
 public:
  TransitionCollector(const NextConfig& config, std::uint32_t item_count) : config_(config), seen_(item_count, 0) {}

  void add(std::span<const Purchase> history, Transitions& transitions) {
    std::size_t end = history.size();
    for (std::uint32_t order = 0; order < config_.orders && end > 0; ++order) {
      std::size_t begin = end - 1;
      while (begin > 0 && history[begin - 1].order == history[end - 1].order) --begin;
      if (begin == 0) return;
      add_order(history.first(begin), history.subspan(begin, end - begin), transitions);
      end = begin;
    }
  }

 private:
  void add_order(std::span<const Purchase> before, std::span<const Purchase> order, Transitions& transitions) {
    std::vector<std::uint32_t> targets;
    for (const Purchase& purchase : order) {
      if (purchase.quantity > 0) targets.push_back(purchase.item.row);
    }
    if (targets.empty()) return;
    std::sort(targets.begin(), targets.end());
    targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
    transitions.targets.columns.insert(transitions.targets.columns.end(), targets.begin(), targets.end());
    transitions.targets.offsets.push_back(transitions.targets.columns.size());

    ++stamp_;
    double sum = 0;
    const std::size_t first = transitions.sources.size();
    const std::size_t purchase_count = std::min<std::size_t>(before.size(), config_.max_history);
    for (std::size_t at = 0; at < purchase_count; ++at) {
      const Purchase& purchase = before[before.size() - 1 - at];
      if (seen_[purchase.item.row] == stamp_) continue;
      seen_[purchase.item.row] = stamp_;
      const double weight = std::pow(config_.basket_decay, before.back().order - purchase.order);
      sum += weight;
      transitions.sources.push_back({purchase.item.row, static_cast<float>(weight)});
    }
    const auto scale = static_cast<float>(std::pow(sum, -config_.user_exponent));
    for (std::size_t at = first; at < transitions.sources.size(); ++at) transitions.sources[at].weight *= scale;
    transitions.offsets.push_back(transitions.sources.size());
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
  Transitions transitions;
  TransitionCollector collector(config, item_count);
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    collector.add(histories.of(UserId{user}), transitions);
  }
  transitions.targets.values.assign(transitions.targets.columns.size(), 1.0F);

  std::vector<double> source_sums(item_count, 0.0), target_sums(item_count, 0.0);
  for (std::uint32_t order = 0; order < transitions.targets.row_count(); ++order) {
    const auto targets = transitions.targets.columns_of(order);
    for (std::uint64_t at = transitions.offsets[order]; at < transitions.offsets[order + 1]; ++at) {
      source_sums[transitions.sources[at].item] += static_cast<double>(transitions.sources[at].weight);
    }
    for (const std::uint32_t target : targets) target_sums[target] += 1;
  }
  const std::vector<double> source_scale = scales(source_sums, config.source_exponent);
  const std::vector<double> target_scale = scales(target_sums, config.target_exponent);

  const SparseRows orders_of = transpose(transitions.targets, item_count);
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
        for (std::uint64_t at = transitions.offsets[order]; at < transitions.offsets[order + 1]; ++at) {
          sums[thread].add(transitions.sources[at].item, static_cast<double>(transitions.sources[at].weight));
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
    report(progress, {"counting transitions", done, item_count, "products"});
  });

  ItemItemPart part;
  part.rows = transpose(by_target.take_scaled(), item_count);
  part.basket_decay = static_cast<float>(config.basket_decay);
  return part;
}

}  // namespace moshaver
