#include "engine/retrieval/ivf_clustering.hpp"

#include <faiss/Clustering.h>
#include <faiss/IndexFlat.h>

#include <algorithm>
#include <cmath>

#include "engine/linalg/dot.hpp"
#include "engine/linalg/score_block.hpp"
#include "engine/retrieval/one_openmp_thread.hpp"

namespace moshaver {

namespace {

// Sampled items a list and iterations of k-means. K-means takes most of the build time, and with 64 and 10 the recall
// is no higher (bench/RESULTS.md, "Candidates of a blend").
constexpr int sample_per_list = 16;
constexpr int sweeps = 4;

// Unit vectors of a sample of items, spread evenly over the catalogue, without items of norm zero.
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

}  // namespace

std::vector<float> norms_of(const FactorMatrix& rows) {
  std::vector<float> norms(rows.rows());
  for (std::size_t i = 0; i < norms.size(); ++i) norms[i] = std::sqrt(dot(rows.row(i), rows.row(i)));
  return norms;
}

FactorMatrix cluster_directions(const FactorMatrix& items, std::span<const float> norms, std::size_t lists,
                                std::int64_t seed) {
  const FactorMatrix directions = sample_directions(items, norms, lists * sample_per_list);
  lists = std::min(lists, directions.rows());
  if (lists == 0) return FactorMatrix(1, items.dim());  // all items are zero: one list for all
  faiss::Clustering clustering(static_cast<int>(items.dim()), static_cast<int>(lists));
  clustering.niter = sweeps;
  clustering.spherical = true;
  clustering.seed = static_cast<int>(seed);
  clustering.min_points_per_centroid = 1;
  clustering.max_points_per_centroid = 2 * sample_per_list;  // at least the sample, so that Faiss does not sample again
  faiss::IndexFlatIP assigned(static_cast<faiss::Index::idx_t>(items.dim()));
  const OneOpenMpThread one_thread;
  clustering.train(static_cast<faiss::Index::idx_t>(directions.rows()), directions.values().data(), assigned);
  return FactorMatrix(lists, items.dim(), clustering.centroids);
}

std::vector<std::uint32_t> nearest_centroids(const FactorMatrix& items, const FactorMatrix& centroids) {
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

}  // namespace moshaver
