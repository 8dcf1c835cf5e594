#include "models/simulation/random.hpp"

#include <cassert>

namespace moshaver::simulation {

void build_alias(std::span<const double> weights, std::span<AliasSlot> slots) {
  assert(weights.size() == slots.size());
  double total = 0;
  for (const double weight : weights) total += weight;
  assert(total > 0);
  const std::size_t count = weights.size();
  std::vector<double> scaled(count);
  std::vector<std::uint32_t> small, large;
  for (std::size_t i = 0; i < count; ++i) {
    scaled[i] = weights[i] * static_cast<double>(count) / total;
    (scaled[i] < 1 ? small : large).push_back(static_cast<std::uint32_t>(i));
    slots[i] = {0xffffffffU, static_cast<std::uint32_t>(i)};
  }
  while (!small.empty() && !large.empty()) {
    const auto poor = small.back(), rich = large.back();
    small.pop_back();
    slots[poor] = {static_cast<std::uint32_t>(scaled[poor] * 4294967295.0), rich};
    scaled[rich] -= 1 - scaled[poor];
    if (scaled[rich] < 1) {
      large.pop_back();
      small.push_back(rich);
    }
  }
}

}  // namespace moshaver::simulation
