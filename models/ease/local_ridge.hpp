// EASE where the catalogue's inverse does not fit: for each target a ridge regression on the products most bought with
// it, and on them alone.
//
//   solves   (G_NN + Λ) b = G_Nj, N the `candidates` products i with the largest G_ij / √d_i. This is column j of the
//            approximate inverse of G + Λ on the pattern N + {j}, divided by minus its diagonal: EASE's own formula
//            with a sparse inverse
//   memory   16 bytes a pair of products that is kept; of each row of the gramian the largest `row_limit`
//   cost     a target: candidates³ / 3 flops and the gramian's rows among the candidates
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
  std::uint32_t row_limit = 0xffffffff;  // entries kept of a row of the gramian
  std::size_t threads = 1;
};

// Calls take(target, weights, thread) once a target, from `threads` threads; the weights, whose columns are the ranks of
// sources, are valid during the call, and in no order. `ridge` is the diagonal Λ, by rank, all > 0.
using TakeWeights = std::function<void(std::uint32_t target, std::span<RowWeight> weights, std::size_t thread)>;
void solve_local_ridges(const RankedPurchases&, std::span<const double> ridge, const LocalRidgeConfig&,
                        const TakeWeights& take, const ProgressSink& = {});

}  // namespace moshaver
