#include "models/relations/relations.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>
#include <sstream>

#include "engine/parallel/parallel_for.hpp"
#include "engine/text/fold.hpp"
#include "models/counting/kept_weights.hpp"
#include "models/relations/co_purchase_test.hpp"
#include "models/relations/complements.hpp"
#include "models/relations/similarity.hpp"

namespace moshaver {

namespace {

// The category path of every product as numbers, one per level; equal numbers mean equal paths down to that level.
class Categories {
 public:
  Categories(const Catalogue& catalogue, std::uint32_t item_count) {
    KeyMap numbers;
    for (std::uint32_t item = 0; item < item_count; ++item) {
      std::istringstream levels(catalogue.of(ItemId{item}).category);
      std::string path;
      for (std::string level; std::getline(levels, level, '>');) {
        path += folded(level) + ">";
        levels_.push_back(numbers.insert(path));
      }
      offsets_.push_back(levels_.size());
    }
  }

  // The share of levels in common: 1 for the same category, 0 for unrelated ones; nullopt if either has no category.
  [[nodiscard]] std::optional<double> shared(std::uint32_t a, std::uint32_t b) const {
    const std::size_t levels_a = offsets_[a + 1] - offsets_[a], levels_b = offsets_[b + 1] - offsets_[b];
    if (levels_a == 0 || levels_b == 0) return std::nullopt;
    std::size_t same = 0;
    while (same < std::min(levels_a, levels_b) && levels_[offsets_[a] + same] == levels_[offsets_[b] + same]) ++same;
    return static_cast<double>(same) / static_cast<double>(std::max(levels_a, levels_b));
  }

 private:
  std::vector<std::size_t> offsets_ = {0};
  std::vector<std::uint32_t> levels_;
};

class SubstituteFinder {
 public:
  SubstituteFinder(const Histories& histories, const SparseRows& sessions, const Catalogue& catalogue,
                   const Orders& orders, const FollowPairs& follows, const RelationsConfig& config)
      : config_(config),
        item_count_(histories.item_count),
        categories_(catalogue, histories.item_count),
        co_purchase_test_(orders, histories.item_count),
        followers_(significant_followers(follows, item_count_, config.most_deviations, config.threads)),
        preceders_(transpose(followers_, item_count_)),
        bought_(thinned(interactions(histories), config.max_customer)),
        bought_pairs_(bought_, item_count_),
        session_pairs_(sessions, item_count_),
        by_purchases_(bought_pairs_, item_count_, config.threads),
        by_sessions_(session_pairs_, item_count_, config.threads) {}

  SparseRows find(const ProgressSink& progress) const {
    struct Worker {
      CoPurchaseTest::OfItem together;
      PairSums similarity, sequential;  // sequential: one follows the other significantly often
      std::vector<RowWeight> found;
    };
    std::vector<Worker> workers(
        config_.threads, {CoPurchaseTest::OfItem(co_purchase_test_), PairSums(item_count_), PairSums(item_count_), {}});
    KeptWeights kept(item_count_);
    std::mutex reporting;
    std::uint64_t done = 0;
    parallel_for(item_count_, 64, config_.threads, [&](std::size_t first, std::size_t last, std::size_t thread) {
      auto& [together, similarity, sequential, found] = workers[thread];
      for (auto item = static_cast<std::uint32_t>(first); item < last; ++item) {
        by_sessions_.add(item, 1, similarity);
        by_purchases_.add(item, config_.purchase_share, similarity);
        found.clear();
        together.set(item);
        for (const std::uint32_t other : followers_.columns_of(item)) sequential.add(other, 1);
        for (const std::uint32_t other : preceders_.columns_of(item)) sequential.add(other, 1);
        similarity.take([&](std::uint32_t other, double value) {
          if (other == item || sequential.of(other) > 0) return;
          if (together.deviations(other) >= config_.most_deviations) return;
          found.push_back({other, static_cast<float>(value * category_share(item, other))});
        });
        sequential.clear();
        kept.put(item, keep_largest(found, config_.most));
      }
      const std::lock_guard lock(reporting);
      done += last - first;
      report(progress, {"finding substitutes", done, item_count_, "products"});
    });
    return kept.take();
  }

 private:
  [[nodiscard]] double category_share(std::uint32_t a, std::uint32_t b) const {
    return config_.foreign_category + (1 - config_.foreign_category) * categories_.shared(a, b).value_or(1);
  }

  const RelationsConfig& config_;
  std::uint32_t item_count_;
  Categories categories_;
  CoPurchaseTest co_purchase_test_;
  SparseRows followers_, preceders_;
  SparseRows bought_;
  GroupPairs bought_pairs_, session_pairs_;
  Similarity by_purchases_, by_sessions_;
};

}  // namespace

Relations train_relations(const Histories& histories, const SparseRows& sessions, const Catalogue& catalogue,
                          const RelationsConfig& requested, const ProgressSink& progress) {
  RelationsConfig config = requested;
  config.threads = thread_count_or_all(requested.threads);
  const bool orders_known = has_orders(histories);
  Relations relations;
  if (!orders_known && sessions.columns.empty()) return relations;
  const Orders orders = orders_known ? collect_orders(histories, {}) : Orders{};
  const Firsts firsts = orders_known ? collect_firsts(histories, {}) : Firsts{};
  const FollowPairs follows(firsts, histories.item_count);
  if (orders_known) {
    report(progress, {"finding complements", 0, histories.item_count, "products"});
    const GroupPairs in_order(orders.products, histories.item_count);
    relations.complements =
        find_complements(in_order, follows, histories.item_count, config.most, config.least_evidence, config.threads);
  }
  relations.substitutes = SubstituteFinder(histories, sessions, catalogue, orders, follows, config).find(progress);
  return relations;
}

}  // namespace moshaver
