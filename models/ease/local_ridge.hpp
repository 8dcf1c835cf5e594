// The sparse form of EASE, for catalogues whose dense inverse does not fit into memory: one ridge regression per target
// on the products most bought with it.
//
//   solves   (G_NN + Λ) b = G_Nj, where N are the `candidates` products i with the largest G_ij / √d_i. b is column j of
//            the approximate inverse of G + Λ on the pattern N + {j}, divided by minus its diagonal: EASE's formula
//            with a sparse inverse
//   memory   16 bytes per kept pair of products, at most `row_limit` (the largest) per row of the gramian
//   cost     per target candidates³ / 3 flops and the rows of the gramian among the candidates
//   source   Steck, "Embarrassingly Shallow Autoencoders for Sparse Data" (WWW 2019); sparse approximate inverses by
//            pattern: Kolotilina & Yeremin (SIAM J. Matrix Anal. 1993); for recommending: Ning & Karypis, fsSLIM
//            (ICDM 2011), Spišák et al., SANSA (RecSys 2023)
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "models/counting/kept_weights.hpp"
#include "models/ease/pair_counts.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

struct LocalRidgeConfig {
  std::uint32_t candidates = 500;
  std::uint32_t row_limit = 0xffffffff;  // entries kept per row of the gramian
  std::size_t threads = 1;
};

// Calls take(target, weights, thread) once per target, from `threads` threads. The weights are unordered and valid during
// the call; their columns are the ranks of the sources. `ridge` is the diagonal of Λ, by rank, all > 0.
using TakeWeights = std::function<void(std::uint32_t target, std::span<RowWeight> weights, std::size_t thread)>;
void solve_local_ridges(const RankedPurchases&, std::span<const double> ridge, const LocalRidgeConfig&,
                        const TakeWeights& take, const ProgressSink& = {});

}  // namespace moshaver
