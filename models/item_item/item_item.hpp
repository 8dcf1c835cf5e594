// `item-item`: normalised co-occurrence. Products that the same customers buy, counted once and scaled by how common
// each is.
//
//   weight  w(i -> j) = d_i^-source_exponent d_j^-target_exponent Σ_u d_u^-user_exponent r_ui r_uj, then the largest
//           `sources_per_target` sources of each target j are kept; all weights scaled to a maximum of 1
//   cost    Σ_u d_u², d_u capped at max_history; memory 16 bytes a kept weight while it is built
//   order   sums run in a fixed order in double: the same bytes at any thread count
//   source  METHODS 4; Deshpande & Karypis, TOIS 2004, for the family
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/model/parts.hpp"
#include "moshaver/progress.hpp"

namespace moshaver {

struct ItemItemConfig {
  double source_exponent = 0.5, target_exponent = 0.3, user_exponent = 1;
  std::uint32_t sources_per_target = 500;
  std::uint32_t max_history = 2'000;  // of a longer history only so many products, evenly chosen, are paired
  double count_exponent = 0;          // of a product held in n baskets, n^this when answering
  std::size_t threads = 1;
};

[[nodiscard]] ItemItemPart train_item_item(const SparseRows& by_user, std::uint32_t item_count, const ItemItemConfig&,
                                           const ProgressSink& = {});

}  // namespace moshaver
