// The parts of a blend propose, an additive model decides: candidates are the best of every part and, where they may be
// shown, what the customer has; each is scored by the tables of additive_model.hpp over features.hpp.
//
//   score     log odds of a purchase within the window, comparable between customers
//   more      asked for more than there are candidates, all products are
//   evidence  a part's term is shared among the past purchases that speak for the product in that part; terms against
//             it, and those that are the same for every product, are one term, `base`. Sums to the score
//   cost      every part scores every product, then some hundred candidates by a table look-up a feature
//   read      tests/ranking/additive_scorer_test.cpp
#pragma once

#include <optional>
#include <vector>

#include "engine/ranking/additive_model.hpp"
#include "engine/ranking/blend_scorer.hpp"
#include "engine/ranking/features.hpp"

namespace moshaver {

// The candidates of one customer with their features.
struct Candidates {
  std::vector<ItemId> items;    // ascending
  std::vector<bool> owned;      // by item
  std::vector<float> features;  // items x feature_list
};

class AdditiveScorer final : public Scorer {
 public:
  // Views `ranker`, which must outlive it; the histories are read and not kept. Tables name features of these parts.
  AdditiveScorer(BlendScorer blend, const AdditiveRanker& ranker, const Histories&, std::size_t item_count);

  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const override;
  [[nodiscard]] std::vector<std::vector<ScoredItem>> top_batch(std::span<const CustomerState>, std::size_t count,
                                                               std::span<const Exclusions>) const override;
  void score_all(std::span<const CustomerState>, std::span<float> scores) const override;
  [[nodiscard]] std::vector<Contribution> evidence(const CustomerState&, ItemId) const override;
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;

  // What training learns from: the candidates as top() would see them.
  [[nodiscard]] std::vector<Candidates> candidates(std::span<const CustomerState>, std::span<const Exclusions>) const;
  [[nodiscard]] const std::vector<FeatureInfo>& features() const { return features_; }
  [[nodiscard]] CustomerFeatures features_of(const CustomerState& customer) const {
    return {customer.history, statistics_};
  }
  // The probability that the customer buys anything within the window. 1 where that was not asked.
  [[nodiscard]] double chance_to_return(const CustomerState&) const;

 private:
  struct BoundTable {
    std::size_t feature;
    const AdditiveTable* table;
  };
  struct BoundModel {
    float intercept = 0;
    std::vector<BoundTable> tables;
  };
  // Every part's scores for one customer.
  struct PartScores {
    std::vector<std::span<const float>> scores;  // by part: item_count
    std::vector<float> scale;                    // by part: 1 / deviation
    std::vector<std::vector<ScoredItem>> lists;  // by part: the best that are new to the customer
  };
  // Calls body(at, PartScores) for every customer, several at a time sharing the matrix products.
  template <class Body>
  void for_each(std::span<const CustomerState>, std::span<const Exclusions>, const Body& body) const;
  [[nodiscard]] static BoundModel bind(const AdditiveModel&, std::span<const FeatureInfo>);
  [[nodiscard]] static float sum_of(const BoundModel&, std::span<const float> features);
  [[nodiscard]] Candidates collect(const CustomerFeatures&, const PartScores&, const Exclusions&) const;
  [[nodiscard]] std::vector<ScoredItem> best(const CustomerFeatures&, const PartScores&, std::size_t count,
                                             const Exclusions&) const;
  void write_features(const CustomerFeatures&, const PartScores&, std::span<const ItemId> items,
                      std::span<float> out) const;
  [[nodiscard]] float score(std::span<const float> features, bool owned) const {
    return sum_of(owned ? owned_ : fresh_, features);
  }

  BlendScorer blend_;
  const AdditiveRanker& ranker_;
  std::size_t item_count_;
  ItemStatistics statistics_;
  std::vector<FeatureInfo> features_;
  BoundModel fresh_, owned_;
  std::optional<BoundModel> returns_;
};

}  // namespace moshaver
