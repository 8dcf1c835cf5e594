// The features of the additive ranker by name, in the order in which they are computed. engine/ranking/features.hpp
// describes each group.
//
// Models store these names: never change the meaning of one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace moshaver {

enum class FeatureGroup : std::uint8_t { own, product, customer, sum, part };

struct FeatureInfo {
  std::string name;  // "own.orders", "part.ials.score"
  FeatureGroup group = FeatureGroup::own;
  std::size_t part = 0;  // index of the part, for FeatureGroup::part
};

// All features in order: own, product, customer, sum, then score and rank of each part.
[[nodiscard]] std::vector<FeatureInfo> feature_list(std::span<const std::string> part_names);

// The customer features only.
[[nodiscard]] std::vector<FeatureInfo> customer_feature_list();

inline constexpr std::size_t own_feature_count = 7;
inline constexpr std::size_t customer_feature_count = 6;
// The own, product and customer features come first in feature_list.
inline constexpr std::size_t customer_feature_end = 20;

}  // namespace moshaver
