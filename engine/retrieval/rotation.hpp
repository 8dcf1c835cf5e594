// A fixed orthogonal rotation that spreads what a few dimensions hold over all of them. Trained factors lie in the
// eigenbasis of their gramian, where the coordinates of one vector differ much in size, and codes of a few bits would
// serve the largest and lose the rest.
//
//   idea     signs that look random, then Hadamard's matrix over the first 2^k dimensions and over the last 2^k, with
//            2^k the largest power of two that fits: 4 dim log2(dim) additions at most, no matrix held
//   values   in double: norms and inner products stay the same up to dim * 1e-15 of |x| |y|
//   source   Ailon & Chazelle, "The fast Johnson-Lindenstrauss transform" (SIAM J. Comput. 2009), without the sampling
#pragma once

#include <span>

namespace moshaver {

// In place. The same length is always rotated alike.
void rotate_evenly(std::span<double> vector);

}  // namespace moshaver
