#include "engine/ranking/repeat_profile.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace moshaver {

namespace {

// The weight of each basket of a customer with so many baskets. Groups are as even as possible.
std::vector<float> basket_weights(std::size_t baskets, const RepeatPart& part) {
  std::vector<float> weights(baskets);
  const std::size_t groups = std::min<std::size_t>(std::max(part.groups, 1U), baskets);
  for (std::size_t group = 0; group < groups; ++group) {
    const std::size_t first = group * baskets / groups, last = (group + 1) * baskets / groups;
    const double group_weight =
        std::pow(part.group_decay, groups - 1 - group) / static_cast<double>(groups * (last - first));
    for (std::size_t basket = first; basket < last; ++basket) {
      weights[basket] = static_cast<float>(group_weight * std::pow(part.basket_decay, last - 1 - basket));
    }
  }
  return weights;
}

}  // namespace

std::vector<ProfileEntry> repeat_profile(std::span<const Purchase> history, const RepeatPart& part) {
  std::vector<ProfileEntry> profile;
  if (history.empty()) return profile;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> held;  // item, basket
  held.reserve(history.size());
  for (const Purchase& purchase : history) held.emplace_back(purchase.item.row, purchase.order);
  std::sort(held.begin(), held.end());
  held.erase(std::unique(held.begin(), held.end()), held.end());
  const std::vector<float> weights = basket_weights(history.back().order + std::size_t{1}, part);
  for (const auto& [item, basket] : held) {
    if (profile.empty() || profile.back().item.row != item) profile.push_back({ItemId{item}, 0});
    profile.back().weight += weights[basket];
  }
  return profile;
}

}  // namespace moshaver
