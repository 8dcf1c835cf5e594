// Scratch space for scorers that add sparse rows up: one float a product, kept from answer to answer.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace moshaver {

// `weight` times `base`, in space of this thread: valid until the thread's next call.
inline std::span<float> dense_scores(std::span<const float> base, float weight) {
  thread_local std::vector<float> scores;
  scores.resize(base.size());
  for (std::size_t at = 0; at < base.size(); ++at) scores[at] = weight * base[at];
  return scores;
}

}  // namespace moshaver
