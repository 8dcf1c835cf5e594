// A score that is a sum of tables, one a feature: the logarithm of the odds that the customer buys the product within
// the window it was trained on. Every term can be shown, and nothing else is in the score.
//
//   value   intercept + slope x_sum + Σ_f table_f(x_f), x_sum the weighted sum of the parts (features.hpp); table_f is
//           values[0] where x_f is NaN, else values[1 + the number of edges <= x_f]. The line keeps apart what falls
//           into one bin: the best few of a list
//   source  Lou, Caruana & Gehrke, "Intelligible Models for Classification and Regression" (KDD 2012)
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/latest_window.hpp"

namespace moshaver {

struct AdditiveTable {
  std::string feature;        // features.hpp
  std::vector<float> edges;   // ascending
  std::vector<float> values;  // edges.size() + 2

  [[nodiscard]] float at(float feature_value) const;
  // sums[i] += at(feature_values[i]).
  void add_to(std::span<const float> feature_values, std::span<float> sums) const;
  bool operator==(const AdditiveTable&) const = default;
};

struct AdditiveModel {
  float intercept = 0;
  float slope = 0;
  std::vector<AdditiveTable> tables;  // features that tell nothing have none
  bool operator==(const AdditiveModel&) const = default;
};

// Of what was shown at some confidence, how much was bought.
struct ReliabilityBin {
  double confidence = 0, bought = 0;  // means over the answers of the bin
  std::size_t answers = 0;
  bool operator==(const ReliabilityBin&) const = default;
};

// Of log odds.
[[nodiscard]] double probability(double log_odds);

// Ranks the candidates of a blend's parts. What is new to the customer and what was bought before are two questions,
// with a model each; their odds are comparable. Both are the odds once the customer buys anything within the window;
// whether that happens is a third question.
struct AdditiveRanker {
  std::uint32_t candidates_per_part = 100;  // new to the customer; all that the customer has are candidates as well
  std::vector<std::string> candidate_generators;  // the parts that name candidates; empty: all that can
  LatestWindow window;                            // of the popularity that features measure
  AdditiveModel fresh, owned;
  std::optional<AdditiveModel> returns;  // over the features of the customer; nothing: the window is the next order
  [[nodiscard]] bool generates_candidates(const std::string& part) const {
    return candidate_generators.empty() ||
           std::find(candidate_generators.begin(), candidate_generators.end(), part) != candidate_generators.end();
  }
  bool operator==(const AdditiveRanker&) const = default;
};

}  // namespace moshaver
