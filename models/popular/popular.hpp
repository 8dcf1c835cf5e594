// `popular`: what most customers bought lately.
//
//   score   Σ over customers of 2^(-age of their latest purchase / half_life_days), scaled to a maximum of 1. Without
//           timestamps every customer counts 1. Staff (relation internal) do not count. Above 0 for every product bought
//   cost    one pass over the purchases
#pragma once

#include "engine/data/histories.hpp"
#include "engine/model/parts.hpp"

namespace moshaver {

struct PopularConfig {
  double half_life_days = 30;  // 0: no decay
};

[[nodiscard]] TablePart train_popular(const Histories&, const PopularConfig&);

}  // namespace moshaver
