// A generalized additive model (GAM): the score is a sum of tables, one a feature. It is the log odds that the customer
// buys the product within the training window. The terms are all that is in the score, so each can be shown.
//
//   value   intercept + slope x_sum + Σ_f table_f(x_f), with x_sum the weighted sum of the parts (features.hpp);
//           table_f is values[0] if x_f is NaN, else values[1 + the number of edges <= x_f]. The linear term separates
//           candidates that fall into one bin, as the best few of a list do
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
  std::vector<AdditiveTable> tables;  // uninformative features have none
  bool operator==(const AdditiveModel&) const = default;
};

[[nodiscard]] double probability(double log_odds);

// Ranks the candidates of a blend's parts. New products and products bought before have a model each; their odds are
// comparable. Both give the odds if the customer buys anything within the window; a third model (`returns`) gives the
// odds that the customer does.
struct AdditiveRanker {
  std::uint32_t candidates_per_part = 100;        // new products; everything bought before is a candidate too
  std::vector<std::string> candidate_generators;  // names of parts; empty: all parts that can
  LatestWindow window;                            // for the features of recent popularity
  AdditiveModel fresh, owned;                     // for new products, and for products bought before
  std::optional<AdditiveModel> returns;           // over customer features; none: the window is the next order
  [[nodiscard]] bool generates_candidates(const std::string& part) const {
    return candidate_generators.empty() ||
           std::find(candidate_generators.begin(), candidate_generators.end(), part) != candidate_generators.end();
  }
  bool operator==(const AdditiveRanker&) const = default;
};

}  // namespace moshaver
