#include "models/item_item/item_item.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>

#include "engine/parallel/parallel_for.hpp"

namespace moshaver {

namespace {

struct Weighted {
  std::uint32_t source;
  float weight;
};

bool heavier(const Weighted& a, const Weighted& b) {
  return a.weight != b.weight ? a.weight > b.weight : a.source < b.source;
}

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

// Histories longer than `cap` thinned to every n-th product, so that one heavy customer cannot cost the square of it.
SparseRows thinned(const SparseRows& by_user, std::uint32_t cap) {
  SparseRows out;
  out.offsets.reserve(by_user.offsets.size());
  out.columns.reserve(by_user.columns.size());
  for (std::uint32_t user = 0; user < by_user.row_count(); ++user) {
    const auto items = by_user.columns_of(user);
    const std::size_t kept = std::min<std::size_t>(items.size(), cap);
    for (std::size_t at = 0; at < kept; ++at) out.columns.push_back(items[at * items.size() / kept]);
    out.offsets.push_back(out.columns.size());
  }
  out.values.assign(out.columns.size(), 1.0F);
  return out;
}

// The sources of one target, by co-occurrence, from dense scratch space that is clean again on return.
class TargetCounter {
 public:
  explicit TargetCounter(std::uint32_t item_count) : sums_(item_count, 0.0) {}

  void count(const SparseRows& by_user, const SparseRows& by_item, const std::vector<double>& user_weight,
             std::uint32_t target) {
    for (const std::uint32_t user : by_item.columns_of(target)) {
      const double weight = user_weight[user];
      for (const std::uint32_t source : by_user.columns_of(user)) {
        if (sums_[source] == 0) touched_.push_back(source);
        sums_[source] += weight;
      }
    }
  }

  void take(std::uint32_t target, const std::vector<double>& source_weight, double target_weight, std::size_t most,
            std::vector<Weighted>& out) {
    out.clear();
    for (const std::uint32_t source : touched_) {
      const double weight = sums_[source] * source_weight[source] * target_weight;
      sums_[source] = 0;
      if (source != target) out.push_back({source, static_cast<float>(weight)});
    }
    touched_.clear();
    if (out.size() > most) {
      std::nth_element(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(most), out.end(), heavier);
      out.resize(most);
    }
    std::sort(out.begin(), out.end(), [](const Weighted& a, const Weighted& b) { return a.source < b.source; });
  }

 private:
  std::vector<double> sums_;
  std::vector<std::uint32_t> touched_;
};

}  // namespace

ItemItemPart train_item_item(const SparseRows& all_by_user, std::uint32_t item_count, const ItemItemConfig& config,
                             const ProgressSink& progress) {
  const SparseRows by_user = thinned(all_by_user, config.max_history);
  const SparseRows by_item = transpose(by_user, item_count);
  const auto user_weight = power_of_degrees(degrees_of(all_by_user), config.user_exponent);
  const auto item_degrees = degrees_of(by_item);
  const auto source_weight = power_of_degrees(item_degrees, config.source_exponent);
  const auto target_weight = power_of_degrees(item_degrees, config.target_exponent);

  constexpr std::size_t piece = 64;
  const std::size_t threads = thread_count_or_all(config.threads);
  std::vector<TargetCounter> counters(threads, TargetCounter(item_count));
  std::vector<std::vector<Weighted>> taken(threads);
  std::vector<std::vector<Weighted>> pieces((item_count + piece - 1) / piece);  // the kept sources, target by target
  SparseRows by_target;
  by_target.offsets.resize(item_count + 1, 0);
  std::mutex reporting;
  std::uint64_t done = 0;
  parallel_for(item_count, piece, threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    std::vector<Weighted>& kept = pieces[first / piece];
    for (std::size_t target = first; target < last; ++target) {
      const auto row = static_cast<std::uint32_t>(target);
      counters[thread].count(by_user, by_item, user_weight, row);
      counters[thread].take(row, source_weight, target_weight[row], config.sources_per_target, taken[thread]);
      by_target.offsets[target + 1] = taken[thread].size();
      kept.insert(kept.end(), taken[thread].begin(), taken[thread].end());
    }
    const std::lock_guard lock(reporting);
    done += last - first;
    report(progress, {"counting pairs of products", done, item_count, "products"});
  });

  float heaviest = 0;
  for (const auto& kept : pieces) {
    for (const Weighted& weighted : kept) heaviest = std::max(heaviest, weighted.weight);
  }
  for (std::size_t target = 0; target < item_count; ++target)
    by_target.offsets[target + 1] += by_target.offsets[target];
  by_target.columns.reserve(by_target.offsets.back());
  by_target.values.reserve(by_target.offsets.back());
  for (auto& kept : pieces) {
    for (const Weighted& weighted : kept) {
      by_target.columns.push_back(weighted.source);
      by_target.values.push_back(weighted.weight / heaviest);
    }
    std::vector<Weighted>().swap(kept);
  }
  return {transpose(by_target, item_count), static_cast<float>(config.count_exponent)};
}

}  // namespace moshaver
