// The features of the additive ranker by name, in the order in which they are computed. engine/ranking/features.hpp says
// what each group measures.
//
// A model stores these names: never change what one means.
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
  std::size_t part = 0;  // of parts: which
};

// In the order in which features are worked out: own, product, customer, sum, then score and place of each part.
[[nodiscard]] std::vector<FeatureInfo> feature_list(std::span<const std::string> part_names);

// Those of the customer alone.
[[nodiscard]] std::vector<FeatureInfo> customer_feature_list();

inline constexpr std::size_t own_feature_count = 7;
inline constexpr std::size_t customer_feature_count = 6;
inline constexpr std::size_t customer_feature_end =
    20;  // own, product and customer features: the first of feature_list

}  // namespace moshaver
