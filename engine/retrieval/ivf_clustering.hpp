// Divides items into the lists of an inverted file: spherical k-means over a sample of the catalogue, by Faiss.
//
//   threads  on the calling thread alone; the same factors, seed and machine give the same lists
//   test     tests/retrieval/ivf_index_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/linalg/factor_matrix.hpp"

namespace moshaver {

[[nodiscard]] std::vector<float> norms_of(const FactorMatrix& rows);

// The centroids of at most `lists` clusters of item directions: unit vectors. Throws faiss::FaissException.
[[nodiscard]] FactorMatrix cluster_directions(const FactorMatrix& items, std::span<const float> norms,
                                              std::size_t lists, std::int64_t seed);

// For each item, the centroid with the largest inner product.
[[nodiscard]] std::vector<std::uint32_t> nearest_centroids(const FactorMatrix& items, const FactorMatrix& centroids);

}  // namespace moshaver
