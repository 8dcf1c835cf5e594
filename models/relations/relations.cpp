#include "models/relations/relations.hpp"

#include <mutex>

#include "engine/parallel/parallel_for.hpp"
#include "models/counting/kept_weights.hpp"
#include "models/relations/category_paths.hpp"
#include "models/relations/co_purchase_test.hpp"
#include "models/relations/complements.hpp"
#include "models/relations/similar.hpp"
#include "models/relations/similarity.hpp"

namespace moshaver {

namespace {

// How alike products are by the sessions and by the purchases of customers.
struct Beside {
  Beside(const Histories& histories, const SparseRows& sessions, const RelationsConfig& config)
      : bought(thinned(interactions(histories), config.max_customer)),
        bought_pairs(bought, histories.item_count),
        session_pairs(sessions, histories.item_count),
        by_purchases(bought_pairs, histories.item_count, config.threads),
        by_sessions(session_pairs, histories.item_count, config.threads) {}
  Beside(const Beside&) = delete;

  SparseRows bought;
  GroupPairs bought_pairs, session_pairs;
  Similarity by_purchases, by_sessions;
};

class SubstituteFinder {
 public:
  SubstituteFinder(const Histories& histories, const Beside& beside, const CategoryPaths& categories,
                   const Orders& orders, const FollowPairs& follows, const RelationsConfig& config)
      : config_(config),
        item_count_(histories.item_count),
        beside_(beside),
        categories_(categories),
        co_purchase_test_(orders, histories.item_count),
        followers_(significant_followers(follows, item_count_, config.most_deviations, config.threads)),
        preceders_(transpose(followers_, item_count_)) {}

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
        beside_.by_sessions.add(item, 1, similarity);
        beside_.by_purchases.add(item, config_.purchase_share, similarity);
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
  const Beside& beside_;
  const CategoryPaths& categories_;
  CoPurchaseTest co_purchase_test_;
  SparseRows followers_, preceders_;
};

std::vector<std::uint32_t> buyers_of(const Histories& histories) {
  std::vector<std::uint32_t> buyers(histories.item_count);
  for (const std::uint32_t item : interactions(histories).columns) ++buyers[item];
  return buyers;
}

}  // namespace

Relations train_relations(const Histories& histories, const SparseRows& sessions, const Catalogue& catalogue,
                          const RelationsConfig& requested, const ProgressSink& progress) {
  RelationsConfig config = requested;
  config.threads = thread_count_or_all(requested.threads);
  const bool orders_known = has_orders(histories), sessions_known = !sessions.columns.empty();
  Relations relations;
  ContentFeatureConfig attributes;
  attributes.threads = config.threads;
  const ContentFeatures features = content_features(catalogue, histories.item_count, attributes);
  if (!orders_known && !sessions_known && features.feature_count == 0) return relations;
  const Beside beside(histories, sessions, config);
  const CategoryPaths categories(catalogue, histories.item_count);
  if (features.feature_count > 0 || sessions_known) {
    report(progress, {"finding similar products", 0, histories.item_count, "products"});
    SimilarConfig similar;
    similar.most = config.most;
    similar.purchase_share = config.purchase_share;
    similar.foreign_category = config.foreign_category;
    similar.threads = config.threads;
    relations.similar =
        find_similar(features, categories, beside.by_sessions, beside.by_purchases, buyers_of(histories), similar);
  }
  if (!orders_known && !sessions_known) return relations;
  const Orders orders = orders_known ? collect_orders(histories, {}) : Orders{};
  const Firsts firsts = orders_known ? collect_firsts(histories, {}) : Firsts{};
  const FollowPairs follows(firsts, histories.item_count);
  if (orders_known) {
    report(progress, {"finding complements", 0, histories.item_count, "products"});
    const GroupPairs in_order(orders.products, histories.item_count);
    relations.complements =
        find_complements(in_order, follows, histories.item_count, config.most, config.least_evidence, config.threads);
  }
  relations.substitutes = SubstituteFinder(histories, beside, categories, orders, follows, config).find(progress);
  return relations;
}

}  // namespace moshaver
