#include "models/relations/complements.hpp"

#include "engine/parallel/parallel_for.hpp"
#include "models/counting/kept_weights.hpp"

namespace moshaver {

FollowPairs::FollowPairs(const Firsts& firsts, std::uint32_t item_count)
    : firsts_(firsts), before_(item_count, 0.0), after_(item_count, 0.0) {
  for (std::size_t at = 0; at < firsts.item.size(); ++at) {
    for (std::uint64_t next = firsts.begin[at]; next < firsts.end[at]; ++next) {
      const double weight = firsts.weight[at] * firsts.weight[next];
      before_[firsts.item[at]] += weight;
      after_[firsts.item[next]] += weight;
      total_ += weight;
    }
  }
}

void FollowPairs::count(std::uint32_t item, PairSums& sums) const {
  if (firsts_.item.empty()) return;
  for (const std::uint32_t at : firsts_.of_item.columns_of(item)) {
    for (std::uint64_t next = firsts_.begin[at]; next < firsts_.end[at]; ++next) {
      sums.add(firsts_.item[next], firsts_.weight[at] * firsts_.weight[next]);
    }
  }
}

SparseRows significant_followers(const FollowPairs& follows, std::uint32_t item_count, double deviations,
                                 std::size_t threads) {
  constexpr std::size_t most = 200;
  std::vector<PairSums> sums(threads, PairSums(item_count));
  std::vector<std::vector<RowWeight>> found(threads);
  KeptWeights kept(item_count);
  parallel_for(item_count, 64, threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    for (auto item = static_cast<std::uint32_t>(first); item < last; ++item) {
      follows.count(item, sums[thread]);
      found[thread].clear();
      sums[thread].take([&](std::uint32_t other, double count) {
        const double by_chance = follows.by_chance(item, other);
        const double above = (count - by_chance) / std::sqrt(by_chance + 1);
        if (above >= deviations) found[thread].push_back({other, static_cast<float>(above)});
      });
      kept.put(item, keep_largest(found[thread], most));
    }
  });
  return kept.take();
}

SparseRows find_complements(const GroupPairs& in_order, const FollowPairs& follows, std::uint32_t item_count,
                            std::size_t most, double least, std::size_t threads) {
  struct Worker {
    PairSums together, after, seen;
    std::vector<RowWeight> found;
  };
  std::vector<Worker> workers(threads, {PairSums(item_count), PairSums(item_count), PairSums(item_count), {}});
  KeptWeights kept(item_count);
  parallel_for(item_count, 64, threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
    auto& [together, after, seen, found] = workers[thread];
    for (auto item = static_cast<std::uint32_t>(first); item < last; ++item) {
      in_order.count(item, together);
      follows.count(item, after);
      found.clear();
      together.take([&](std::uint32_t other, double count) {
        const double value = association(count, in_order.by_chance(item, other)) +
                             association(after.of(other), follows.by_chance(item, other));
        if (other != item && value >= least) found.push_back({other, static_cast<float>(value)});
        seen.add(other, 1);
      });
      after.take([&](std::uint32_t other, double count) {
        if (seen.of(other) > 0 || other == item) return;
        const double value = association(count, follows.by_chance(item, other));
        if (value >= least) found.push_back({other, static_cast<float>(value)});
      });
      seen.clear();
      kept.put(item, keep_largest(found, most));
    }
  });
  return kept.take();
}

}  // namespace moshaver
