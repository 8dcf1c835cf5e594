#include "engine/retrieval/hnsw_index.hpp"

#include <faiss/IndexHNSW.h>
#include <faiss/impl/DistanceComputer.h>
#include <faiss/impl/FaissException.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <limits>
#include <string>

#include "engine/linalg/code_rows.hpp"
#include "engine/linalg/dot.hpp"
#include "engine/retrieval/beam_search.hpp"
#include "engine/retrieval/one_openmp_thread.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

namespace {

constexpr std::size_t max_width = 65536;

// The distance between two vectors is the negated inner product, both for building and for searching.
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

// The vectors for Faiss while it builds the graph. add() copies nothing, as the factors are stored elsewhere. The
// metric is set to L2 so that Faiss uses the distances unchanged.
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

// The share of `items` that is eligible, 0 to 1.
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
  CodeRows codes;  // no rows: the search reads the factors
  EligibleItems longest;
  std::size_t search_width;

  // Up to `count` of the allowed items near the query, found by a beam of `width`.
  [[nodiscard]] std::vector<ScoredItem> search(std::span<const float> query, std::size_t count, std::size_t width,
                                               const Exclusions& exclusions) const {
    TopK best(count);
    if (codes.rows() == 0) {
      const FloatScores scores{*item_factors, query};
      for (const ScoredItem& item : beam_search(hnsw, scores, width, exclusions)) best.push(item);
      return best.take();
    }
    thread_local CodedQuery coded;
    code_query(query, coded);
    const CodeScores scores{codes, coded};
    const auto found = beam_search(hnsw, scores, width, exclusions);
    const FloatScores refined{*item_factors, query};
    for (const ScoredItem& item : found) refined.prefetch(item.item.row);
    for (const ScoredItem& item : found) best.push({item.item, refined(item.item.row)});
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
  if (options.build_width < 1 || options.build_width > max_width || options.search_width < 1 ||
      options.search_width > max_width) {
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
    auto graph = std::make_unique<Graph>(Graph{&item_factors, std::move(builder.hnsw),
                                               options.codes ? CodeRows(item_factors) : CodeRows(),
                                               longest_tenth(item_factors), options.search_width});
    return HnswIndex(std::move(exact), std::move(graph));
  } catch (const faiss::FaissException& exception) {
    return failure(ErrorCode::invalid_argument, std::string("HNSW index: ") + exception.what());
  }
}

void HnswIndex::set_search_width(std::size_t search_width) {
  assert(search_width >= 1 && search_width <= max_width);
  graph_->search_width = search_width;
}

void HnswIndex::set_codes(bool codes) { graph_->codes = codes ? CodeRows(*graph_->item_factors) : CodeRows(); }

std::vector<ScoredItem> HnswIndex::search(std::span<const float> query, std::size_t count,
                                          const Exclusions& exclusions) const {
  assert(query.size() == dim());
  assert(exclusions.eligible == nullptr || exclusions.eligible->item_count() == item_count());
  const std::size_t allowed = exclusions.allowed_count(item_count());
  const std::size_t wanted = std::min(count, allowed);
  if (wanted == 0) return {};
  // The beam holds only allowed items, so the search visits 1 / share times as many. Inner products lead to items of
  // large norm first: if mostly those are ineligible, their share counts. The customer's history lies near the query,
  // so we assume that all of it is visited.
  const double share = std::min(static_cast<double>(allowed) / static_cast<double>(item_count()),
                                eligible_share(graph_->longest, exclusions));
  const std::size_t width = std::max(graph_->search_width, wanted);
  // Beyond this, random reads of so much of the graph are slower than an exact scan.
  const double max_visited =
      std::max(std::min(static_cast<double>(item_count()) / 64, 4096.0), static_cast<double>(2 * graph_->search_width));
  if (static_cast<double>(width + exclusions.items.size()) / share <= max_visited) {
    auto found = graph_->search(query, wanted, width, exclusions);
    if (found.size() == wanted) return found;
  }
  return exact_.search(query, count, exclusions);
}

std::size_t HnswIndex::bytes() const {
  const faiss::HNSW& hnsw = graph_->hnsw;
  return hnsw.neighbors.size() * sizeof(hnsw.neighbors[0]) + hnsw.offsets.size() * sizeof(hnsw.offsets[0]) +
         hnsw.levels.size() * sizeof(hnsw.levels[0]) + graph_->longest.words().size_bytes() + graph_->codes.bytes() +
         exact_.bytes();
}

}  // namespace moshaver
