// A customer's purchases as one sparse vector, where recent and repeated purchases weigh most: the profile of TIFU-KNN.
//
//   value   mean over min(groups, baskets) groups of group_decay^(groups after it) · mean over the group's baskets of
//           basket_decay^(baskets after it in the group), for the baskets with the product; in [0, 1]
//   source  Hu, He, Gao & Zhang, "Modeling Personalized Item Frequency Information for Next-basket Recommendation",
//           SIGIR 2020
#pragma once

#include <span>
#include <vector>

#include "engine/data/purchase.hpp"
#include "engine/model/parts.hpp"

namespace moshaver {

struct ProfileEntry {
  ItemId item;
  float weight = 0;
};

// Ascending by item. `history` is ordered by time, with baskets numbered from 0.
[[nodiscard]] std::vector<ProfileEntry> repeat_profile(std::span<const Purchase> history, const RepeatPart&);

}  // namespace moshaver
