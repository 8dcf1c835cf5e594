// A fixed orthogonal rotation that spreads the values of a few large dimensions over all of them. Trained factors are
// in the eigenbasis of their gramian, where the coordinates of a vector differ much in size; codes of a few bits would
// keep the largest and lose the rest.
//
//   method   pseudo-random signs, then a Hadamard transform of the first 2^k dimensions and of the last 2^k, where 2^k
//            is the largest power of two that fits: at most 4 dim log2(dim) additions, no matrix stored
//   values   in double: norms and inner products stay the same up to dim * 1e-15 of |x| |y|
//   source   Ailon & Chazelle, "The fast Johnson-Lindenstrauss transform" (SIAM J. Comput. 2009), without the sampling
#pragma once

#include <span>

namespace moshaver {

// In place. Vectors of the same length get the same rotation.
void rotate_evenly(std::span<double> vector);

}  // namespace moshaver
