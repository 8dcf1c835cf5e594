// `item-item`: normalised co-occurrence. Counts products bought by the same customers, scaled by their popularity.
//
//   weight  w(i -> j) = d_i^-source_exponent d_j^-target_exponent Σ_u d_u^-user_exponent r_ui r_uj, where d counts
//           interactions. Only the largest `sources_per_target` sources of each target j are kept; all weights are
//           scaled to a maximum of 1
//   cost    Σ_u d_u², d_u capped at max_history; memory 16 bytes per kept weight while building
//   order   sums run in a fixed order in double: the same bytes at any thread count
//   source  METHODS 4; similar to Deshpande & Karypis, TOIS 2004
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/model/parts.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

struct ItemItemConfig {
  double source_exponent = 0.5, target_exponent = 0.3, user_exponent = 1;
  std::uint32_t sources_per_target = 500;
  std::uint32_t max_history = 2'000;  // longer histories are thinned to so many products, evenly chosen
  double count_exponent = 0;          // when answering, a product bought in n baskets weighs n^this
  std::size_t threads = 1;
};

[[nodiscard]] ItemItemPart train_item_item(const SparseRows& by_user, std::uint32_t item_count, const ItemItemConfig&,
                                           const ProgressSink& = {});

}  // namespace moshaver
