#include "engine/retrieval/hnsw_index.hpp"

#include <faiss/IndexHNSW.h>
#include <faiss/impl/AuxIndexStructures.h>
#include <faiss/impl/DistanceComputer.h>
#include <faiss/impl/FaissException.h>
#include <faiss/impl/IDSelector.h>
#include <omp.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>
#include <string>

#include "engine/linalg/dot.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

namespace {

// The distance between two vectors is the negated inner product, for building and for searching alike.
class NegatedProducts final : public faiss::DistanceComputer {
 public:
  explicit NegatedProducts(const FactorMatrix& item_factors) : item_factors_(item_factors) {}

  void set_query(const float* query) override { query_ = {query, item_factors_.dim()}; }
  float operator()(idx_t i) override { return -dot(query_, row(i)); }
  float symmetric_dis(idx_t i, idx_t j) override { return -dot(row(i), row(j)); }

 private:
  [[nodiscard]] std::span<const float> row(idx_t i) const { return item_factors_.row(static_cast<std::size_t>(i)); }

  const FactorMatrix& item_factors_;
  std::span<const float> query_;
};

// The vectors as Faiss sees them while it builds: it adds nothing, for the factors are held elsewhere. The metric says
// L2 so that Faiss takes the distances as they are.
class ViewedFactors final : public faiss::Index {
 public:
  explicit ViewedFactors(const FactorMatrix& item_factors)
      : faiss::Index(static_cast<idx_t>(item_factors.dim()), faiss::METRIC_L2), item_factors_(item_factors) {}

  void add(idx_t count, const float*) override { ntotal += count; }
  void reset() override { ntotal = 0; }
  void search(idx_t, const float*, idx_t, float*, idx_t*, const faiss::SearchParameters*) const override {
    FAISS_THROW_MSG("not searched");
  }
  faiss::DistanceComputer* get_distance_computer() const override { return new NegatedProducts(item_factors_); }

 private:
  const FactorMatrix& item_factors_;
};

class Allowed final : public faiss::IDSelector {
 public:
  explicit Allowed(const Exclusions& exclusions) : exclusions_(exclusions) {}
  bool is_member(idx_t id) const override { return exclusions_.allows(ItemId{static_cast<std::uint32_t>(id)}); }

 private:
  const Exclusions& exclusions_;
};

// Faiss builds with all the threads OpenMP would give, and then the graph depends on who came first.
class OneOpenMpThread {
 public:
  OneOpenMpThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~OneOpenMpThread() { omp_set_num_threads(before_); }
  OneOpenMpThread(const OneOpenMpThread&) = delete;
  OneOpenMpThread& operator=(const OneOpenMpThread&) = delete;

 private:
  int before_;
};

// The tenth of the items with the largest norms, and no fewer than one.
EligibleItems longest_tenth(const FactorMatrix& item_factors) {
  std::vector<ScoredItem> norms;
  norms.reserve(item_factors.rows());
  for (std::uint32_t i = 0; i < item_factors.rows(); ++i) {
    norms.push_back({ItemId{i}, dot(item_factors.row(i), item_factors.row(i))});
  }
  const auto end = norms.begin() + static_cast<std::ptrdiff_t>((norms.size() + 9) / 10);
  std::nth_element(norms.begin(), end, norms.end(), ranks_before);
  EligibleItems longest(item_factors.rows(), false);
  std::for_each(norms.begin(), end, [&](const ScoredItem& item) { longest.set(item.item, true); });
  return longest;
}

// The part of `items` that the rules let through, 0 to 1. One bit an item.
double eligible_share(const EligibleItems& items, const Exclusions& exclusions) {
  if (exclusions.eligible == nullptr || items.count() == 0) return 1;
  std::size_t count = 0;
  for (std::size_t word = 0; word < items.words().size(); ++word) {
    count += static_cast<std::size_t>(std::popcount(items.words()[word] & exclusions.eligible_word(word)));
  }
  return static_cast<double>(count) / static_cast<double>(items.count());
}

}  // namespace

struct HnswIndex::Graph {
  const FactorMatrix* item_factors;
  faiss::HNSW hnsw;
  EligibleItems longest;
  std::size_t search_width;
  std::size_t widest_search;

  // Up to `width` of the allowed items near the query, the best `count` of them.
  [[nodiscard]] std::vector<ScoredItem> search(std::span<const float> query, std::size_t count, std::size_t width,
                                               const Exclusions& exclusions) const {
    NegatedProducts distances(*item_factors);
    distances.set_query(query.data());
    Allowed allowed(exclusions);
    faiss::SearchParametersHNSW parameters;
    parameters.efSearch = static_cast<int>(width);
    const bool all_allowed = exclusions.items.empty() && exclusions.eligible == nullptr;
    parameters.sel = all_allowed ? nullptr : &allowed;
    faiss::VisitedTable visited(static_cast<int>(item_factors->rows()));
    // Faiss 1.7.3 sizes its list of candidates by the number of results and the graph's own width, whatever the
    // parameters say, so as many results are asked for as candidates are wanted.
    std::vector<faiss::HNSW::idx_t> items(width, -1);
    std::vector<float> negated_scores(width, std::numeric_limits<float>::max());
    hnsw.search(distances, static_cast<int>(width), items.data(), negated_scores.data(), visited, &parameters);
    TopK best(count);
    for (std::size_t i = 0; i < width; ++i) {
      if (items[i] >= 0) best.push({ItemId{static_cast<std::uint32_t>(items[i])}, -negated_scores[i]});
    }
    return best.take();
  }
};

HnswIndex::HnswIndex(ExactIndex exact, std::unique_ptr<Graph> graph)
    : exact_(std::move(exact)), graph_(std::move(graph)) {}
HnswIndex::HnswIndex(HnswIndex&&) noexcept = default;
HnswIndex& HnswIndex::operator=(HnswIndex&&) noexcept = default;
HnswIndex::~HnswIndex() = default;

Result<HnswIndex> HnswIndex::build(const FactorMatrix& item_factors, const HnswOptions& options) {
  MOSHAVER_TRY(exact, ExactIndex::build(item_factors));
  if (options.links < 2 || options.links > 512) {
    return failure(ErrorCode::invalid_argument, "HNSW links must be 2 to 512, not " + std::to_string(options.links));
  }
  constexpr std::size_t widest = 65536;
  if (options.build_width < 1 || options.build_width > widest || options.search_width < 1 ||
      options.search_width > widest) {
    return failure(ErrorCode::invalid_argument, "HNSW build and search widths must be 1 to 65536");
  }
  try {
    ViewedFactors storage(item_factors);
    faiss::IndexHNSW builder(&storage, static_cast<int>(options.links));
    builder.hnsw.efConstruction = static_cast<int>(options.build_width);
    builder.hnsw.rng = faiss::RandomGenerator(options.seed);
    if (item_factors.rows() > 0) {
      const OneOpenMpThread one_thread;
      builder.add(static_cast<faiss::Index::idx_t>(item_factors.rows()), item_factors.values().data());
    }
    // A wider search visits so much of the graph, in no order, that reading all factors in order is faster.
    const std::size_t widest_search = std::min<std::size_t>(item_factors.rows() / 64, 4096);
    auto graph =
        std::make_unique<Graph>(Graph{&item_factors, std::move(builder.hnsw), longest_tenth(item_factors),
                                      options.search_width, std::max(widest_search, 2 * options.search_width)});
    return HnswIndex(std::move(exact), std::move(graph));
  } catch (const faiss::FaissException& exception) {
    return failure(ErrorCode::invalid_argument, std::string("HNSW index: ") + exception.what());
  }
}

std::vector<ScoredItem> HnswIndex::search(std::span<const float> query, std::size_t count,
                                          const Exclusions& exclusions) const {
  assert(query.size() == dim());
  assert(exclusions.eligible == nullptr || exclusions.eligible->item_count() == item_count());
  const std::size_t allowed = exclusions.allowed_count(item_count());
  const std::size_t wanted = std::min(count, allowed);
  if (wanted == 0) return {};
  // As wide as it takes to meet as many allowed items as it would meet of all. The graph leads to items of large norm
  // first; where the rules take mostly those out, their share counts. A customer's history lies where the query points,
  // so it is taken to be met as a whole.
  const double share = std::min(static_cast<double>(allowed) / static_cast<double>(item_count()),
                                eligible_share(graph_->longest, exclusions));
  const double usual = static_cast<double>(std::max(graph_->search_width, wanted) + exclusions.items.size());
  for (double width = usual / share;  // infinite where none of the longest are eligible: then the scan answers
       width <= static_cast<double>(graph_->widest_search); width *= 2) {
    auto found = graph_->search(query, wanted, static_cast<std::size_t>(width), exclusions);
    if (found.size() == wanted) return found;
  }
  return exact_.search(query, count, exclusions);
}

std::size_t HnswIndex::bytes() const {
  const faiss::HNSW& hnsw = graph_->hnsw;
  return hnsw.neighbors.size() * sizeof(hnsw.neighbors[0]) + hnsw.offsets.size() * sizeof(hnsw.offsets[0]) +
         hnsw.levels.size() * sizeof(hnsw.levels[0]) + graph_->longest.words().size_bytes() + exact_.bytes();
}

}  // namespace moshaver
