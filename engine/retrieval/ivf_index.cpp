#include "engine/retrieval/ivf_index.hpp"

#include <faiss/Clustering.h>
#include <faiss/IndexFlat.h>
#include <faiss/impl/FaissException.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>
#include <string>

#include "engine/linalg/code_rows.hpp"
#include "engine/linalg/dot.hpp"
#include "engine/linalg/score_block.hpp"
#include "engine/retrieval/one_openmp_thread.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

namespace {

// K-means sees so many items a list, so often, and no more: it takes most of the building, and with 64 and 10 the lists
// find no more (bench/RESULTS.md, "Candidates of a blend").
constexpr int sample_per_list = 16;
constexpr int sweeps = 4;
// So many candidates by codes for each item wanted are scored by the factors.
constexpr std::size_t candidates_per_item = 2;
constexpr std::size_t more_candidates = 20;

std::vector<float> norms_of(const FactorMatrix& rows) {
  std::vector<float> norms(rows.rows());
  for (std::size_t i = 0; i < norms.size(); ++i) norms[i] = std::sqrt(dot(rows.row(i), rows.row(i)));
  return norms;
}

// Directions of the items that k-means learns from: evenly over the catalogue, none of length zero.
FactorMatrix sample_directions(const FactorMatrix& items, std::span<const float> norms, std::size_t wanted) {
  std::vector<std::size_t> chosen;
  const double step = std::max(1.0, static_cast<double>(items.rows()) / static_cast<double>(wanted));
  for (double at = 0; at < static_cast<double>(items.rows()); at += step) {
    if (const auto row = static_cast<std::size_t>(at); norms[row] > 0) chosen.push_back(row);
  }
  FactorMatrix directions(chosen.size(), items.dim());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const auto from = items.row(chosen[i]);
    const auto to = directions.row(i);
    for (std::size_t j = 0; j < from.size(); ++j) to[j] = from[j] / norms[chosen[i]];
  }
  return directions;
}

// Unit vectors, at most `lists` of them. May throw what Faiss throws.
FactorMatrix cluster(const FactorMatrix& items, std::span<const float> norms, std::size_t lists, std::int64_t seed) {
  const FactorMatrix directions = sample_directions(items, norms, lists * sample_per_list);
  lists = std::min(lists, directions.rows());
  if (lists == 0) return FactorMatrix(1, items.dim());  // all items are zero: one list holds them
  faiss::Clustering clustering(static_cast<int>(items.dim()), static_cast<int>(lists));
  clustering.niter = sweeps;
  clustering.spherical = true;
  clustering.seed = static_cast<int>(seed);
  clustering.min_points_per_centroid = 1;
  clustering.max_points_per_centroid = 2 * sample_per_list;  // never fewer than were sampled
  faiss::IndexFlatIP assigned(static_cast<faiss::Index::idx_t>(items.dim()));
  const OneOpenMpThread one_thread;
  clustering.train(static_cast<faiss::Index::idx_t>(directions.rows()), directions.values().data(), assigned);
  return FactorMatrix(lists, items.dim(), clustering.centroids);
}

// The list of each item: the centroid with the largest product.
std::vector<std::uint32_t> assign(const FactorMatrix& items, const FactorMatrix& centroids) {
  constexpr std::size_t tile = 256;
  std::vector<std::uint32_t> lists(items.rows());
  std::vector<float> scores;
  for (std::size_t first = 0; first < items.rows(); first += tile) {
    const std::size_t count = std::min(tile, items.rows() - first);
    scores.resize(count * centroids.rows());
    score_block(items.block(first, count), centroids.values(), items.dim(), scores);
    for (std::size_t i = 0; i < count; ++i) {
      const auto of_item = std::span(scores).subspan(i * centroids.rows(), centroids.rows());
      lists[first + i] = static_cast<std::uint32_t>(std::max_element(of_item.begin(), of_item.end()) - of_item.begin());
    }
  }
  return lists;
}

}  // namespace

struct IvfIndex::Lists {
  const FactorMatrix* item_factors;
  FactorMatrix centroids;            // lists x dim, unit vectors
  std::vector<std::size_t> offsets;  // of each list among `items`, one more at the end
  std::vector<std::uint32_t> items;  // rows, list by list, within each the longest first
  std::vector<float> norms;          // of those, rounded up
  CodeRows codes;                    // of those
  std::size_t probes;

  [[nodiscard]] std::size_t size() const { return centroids.rows(); }

  // By list: an item of it may lie so much nearer to a query than the centroid does.
  struct Reach {
    float cosine = 1, sine = 0;
  };
  std::vector<Reach> reaches = {};

  static std::vector<Reach> reaches_of(const FactorMatrix& items, std::span<const float> norms,
                                       std::span<const std::uint32_t> list_of, const FactorMatrix& centroids);

  // The cosine of a query with the item of the list that may be expected nearest to it.
  [[nodiscard]] float nearest_cosine(std::uint32_t list, float cosine) const {
    const Reach& reach = reaches[list];
    if (cosine >= reach.cosine) return 1;
    return cosine * reach.cosine + std::sqrt(std::max(0.0F, 1 - cosine * cosine)) * reach.sine;
  }

  // The `count` lists that promise most, best first.
  [[nodiscard]] std::vector<std::uint32_t> promising(std::span<const float> query, std::size_t count) const {
    thread_local std::vector<float> promises;
    promises.resize(size());
    dot_rows(query, centroids.values(), promises);
    const float length = std::sqrt(dot(query, query));
    if (length > 0) {
      for (float& promise : promises) promise /= length;
    }
    TopK best(count);
    for (std::uint32_t list = 0; list < size(); ++list) {
      if (offsets[list] == offsets[list + 1]) continue;
      best.push({ItemId{list}, nearest_cosine(list, promises[list]) * norms[offsets[list]]});
    }
    std::vector<std::uint32_t> lists;
    for (const ScoredItem& list : best.take()) lists.push_back(list.item.row);
    return lists;
  }

  [[nodiscard]] std::vector<ScoredItem> search(std::span<const float> query, std::size_t count, std::size_t probed,
                                               const Exclusions& exclusions) const {
    thread_local CodedQuery coded;
    code_query(query, coded);
    const float length = std::sqrt(dot(query, query)) * 1.01F;  // codes may say more than the norm allows
    constexpr std::size_t chunk = 64;
    std::array<float, chunk> scores;
    TopK candidates(candidates_per_item * count + more_candidates);
    for (const std::uint32_t list : promising(query, probed)) {
      for (std::size_t first = offsets[list]; first < offsets[list + 1]; first += chunk) {
        if (length * norms[first] < candidates.bar()) break;
        const auto block = std::span(scores).first(std::min(chunk, offsets[list + 1] - first));
        codes.score(coded, first, block);
        for (std::size_t i = next_at_least(block, 0, candidates.bar()); i < block.size();
             i = next_at_least(block, i + 1, candidates.bar())) {
          if (exclusions.allows(ItemId{items[first + i]})) candidates.push({ItemId{items[first + i]}, block[i]});
        }
      }
    }
    const auto found = candidates.take();
    TopK best(count);
    for (const ScoredItem& item : found) __builtin_prefetch(item_factors->row(item.item.row).data());
    for (const ScoredItem& item : found) best.push({item.item, dot(query, item_factors->row(item.item.row))});
    return best.take();
  }
};

// A share of the mean angle between a list's items and its centroid. None at all finds .9975 of the top 20 of Gowalla's
// customers in 128 of 809 lists, this .9997; half of it or more finds less in few lists.
constexpr double reach_share = 0.15;

std::vector<IvfIndex::Lists::Reach> IvfIndex::Lists::reaches_of(const FactorMatrix& items, std::span<const float> norms,
                                                                std::span<const std::uint32_t> list_of,
                                                                const FactorMatrix& centroids) {
  std::vector<double> angles(centroids.rows());
  std::vector<std::size_t> counts(centroids.rows());
  for (std::size_t item = 0; item < items.rows(); ++item) {
    if (norms[item] <= 0) continue;
    const double cosine = static_cast<double>(dot(centroids.row(list_of[item]), items.row(item)) / norms[item]);
    angles[list_of[item]] += std::acos(std::clamp(cosine, -1.0, 1.0));
    ++counts[list_of[item]];
  }
  std::vector<Reach> reaches(centroids.rows());
  for (std::size_t list = 0; list < reaches.size(); ++list) {
    if (counts[list] == 0) continue;
    const double reach = reach_share * angles[list] / static_cast<double>(counts[list]);
    reaches[list] = {static_cast<float>(std::cos(reach)), static_cast<float>(std::sin(reach))};
  }
  return reaches;
}

IvfIndex::IvfIndex(ExactIndex exact, std::unique_ptr<Lists> lists)
    : exact_(std::move(exact)), lists_(std::move(lists)) {}
IvfIndex::IvfIndex(IvfIndex&&) noexcept = default;
IvfIndex& IvfIndex::operator=(IvfIndex&&) noexcept = default;
IvfIndex::~IvfIndex() = default;

Result<IvfIndex> IvfIndex::build(const FactorMatrix& item_factors, const IvfOptions& options) {
  MOSHAVER_TRY(exact, ExactIndex::build(item_factors));
  constexpr std::size_t most_lists = 1 << 20;
  if (options.lists > most_lists || options.probes > most_lists) {
    return failure(ErrorCode::invalid_argument, "IVF lists and probes must be 0 to 1048576");
  }
  try {
    const std::vector<float> norms = norms_of(item_factors);
    const std::size_t lists_wanted =
        options.lists == 0 ? usual_lists(item_factors.rows()) : std::min(options.lists, item_factors.rows());
    FactorMatrix centroids = cluster(item_factors, norms, lists_wanted, options.seed);
    const std::vector<std::uint32_t> list_of = assign(item_factors, centroids);
    std::vector<std::uint32_t> items(item_factors.rows());
    std::iota(items.begin(), items.end(), 0U);
    std::sort(items.begin(), items.end(), [&](std::uint32_t a, std::uint32_t b) {
      if (list_of[a] != list_of[b]) return list_of[a] < list_of[b];
      return norms[a] != norms[b] ? norms[a] > norms[b] : a < b;
    });
    std::vector<std::size_t> offsets(centroids.rows() + 1);
    for (const std::uint32_t list : list_of) ++offsets[list + 1];
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
    std::vector<float> norms_in_order;
    norms_in_order.reserve(items.size());
    for (const std::uint32_t item : items) norms_in_order.push_back(norms[item] * 1.0001F);
    CodeRows codes(item_factors, items);
    auto lists = std::make_unique<Lists>(Lists{&item_factors, std::move(centroids), std::move(offsets),
                                               std::move(items), std::move(norms_in_order), std::move(codes), 0});
    lists->reaches = Lists::reaches_of(item_factors, norms, list_of, lists->centroids);
    IvfIndex index(std::move(exact), std::move(lists));
    index.set_probes(options.probes);
    return index;
  } catch (const faiss::FaissException& exception) {
    return failure(ErrorCode::invalid_argument, std::string("inverted file: ") + exception.what());
  }
}

std::size_t IvfIndex::usual_lists(std::size_t items) {
  const auto usual = static_cast<std::size_t>(4 * std::sqrt(static_cast<double>(items)));
  return std::clamp<std::size_t>(usual, 1, std::max<std::size_t>(items, 1));
}

void IvfIndex::set_probes(std::size_t probes) {
  constexpr std::size_t fewest = 8;
  if (probes == 0) probes = std::max(fewest, list_count() / 16);
  lists_->probes = std::min(probes, list_count());
}

std::size_t IvfIndex::list_count() const { return lists_->size(); }

std::vector<ScoredItem> IvfIndex::search(std::span<const float> query, std::size_t count,
                                         const Exclusions& exclusions) const {
  assert(query.size() == dim());
  assert(exclusions.eligible == nullptr || exclusions.eligible->item_count() == item_count());
  const std::size_t allowed = exclusions.allowed_count(item_count());
  const std::size_t wanted = std::min(count, allowed);
  if (wanted == 0) return {};
  // Of fewer eligible items the best ones lie farther away: as many eligible ones are read as would be of all.
  const double share = static_cast<double>(allowed) / static_cast<double>(item_count());
  const double probed = std::ceil(static_cast<double>(lists_->probes) / share);
  const auto lists = static_cast<double>(list_count());
  const double read = probed / lists * static_cast<double>(allowed);
  // Beyond half of the lists an exact scan costs as much and misses nothing; nor can few lists yield much.
  if (probed <= std::max(lists / 2, static_cast<double>(lists_->probes)) && static_cast<double>(wanted) <= read) {
    auto found = lists_->search(query, wanted, static_cast<std::size_t>(probed), exclusions);
    if (found.size() == wanted) return found;
  }
  return exact_.search(query, count, exclusions);
}

std::size_t IvfIndex::bytes() const {
  return lists_->centroids.values().size_bytes() + lists_->offsets.size() * sizeof(lists_->offsets[0]) +
         lists_->reaches.size() * sizeof(lists_->reaches[0]) +
         lists_->items.size() * (sizeof(lists_->items[0]) + sizeof(lists_->norms[0])) + lists_->codes.bytes() +
         exact_.bytes();
}

}  // namespace moshaver
