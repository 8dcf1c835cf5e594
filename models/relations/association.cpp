#include "models/relations/association.hpp"

namespace moshaver {

GroupPairs::GroupPairs(const SparseRows& groups, std::uint32_t item_count)
    : groups_(groups), of_item_(transpose(groups, item_count)), margins_(item_count, 0.0) {
  weights_.reserve(groups.row_count());
  for (std::uint32_t group = 0; group < groups.row_count(); ++group) {
    const auto size = static_cast<double>(groups.size_of(group));
    const double weight = size > 1 ? 1 / std::sqrt(size) : 0;
    weights_.push_back(weight);
    for (const std::uint32_t item : groups.columns_of(group)) margins_[item] += weight * (size - 1);
    total_ += weight * size * (size - 1);
  }
}

void GroupPairs::count(std::uint32_t item, PairSums& sums) const {
  for (const std::uint32_t group : of_item_.columns_of(item)) {
    if (weights_[group] == 0) continue;
    for (const std::uint32_t other : groups_.columns_of(group)) sums.add(other, weights_[group]);
  }
}

}  // namespace moshaver
