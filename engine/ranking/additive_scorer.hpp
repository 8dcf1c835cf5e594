// A blend of several parts in two stages: the parts generate a few hundred candidates without scoring every product,
// and an additive model (additive_model.hpp) ranks them by the scores of all parts and by other features.
//
//   candidates  the best candidates_per_part new products of every part that generates candidates, and all products
//               that the customer has bought. Filters are not applied, so that they change what is shown, never a
//               score. If they allow few of the candidates, the parts also generate candidates under the filters
//   score       log odds of a purchase within the window, comparable between customers: tables over features.hpp, plus
//               slope Σ_p w_p s_p(i) / σ_p, where σ_p is the standard deviation of part p's scores over the new
//               candidates
//   more        a request for more products than there are candidates makes every product a candidate
//   evidence    a part's term is divided among the past purchases that contribute to the product in that part. Negative
//               terms, and those that are the same for every product, are summed as `base`. The terms sum to the score
//   cost        candidate generation, then for a few hundred candidates a row of each part and a table look-up a
//               feature
//   memory      4 bytes a product and model; 24 bytes a product for each thread that gives reasons
//   test        tests/ranking/additive_scorer_test.cpp
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/additive_model.hpp"
#include "engine/ranking/features.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

struct BlendedPart {
  std::string name;
  std::unique_ptr<Scorer> scorer;
  float weight = 0;         // > 0
  bool is_general = false;  // a table, the same for everybody: cannot tell which products are similar
  bool generates_candidates = true;
};

// The candidates of one customer with their features.
struct Candidates {
  std::vector<ItemId> items;    // new products, then products bought before; each ascending
  std::vector<bool> owned;      // by item
  std::vector<float> features;  // items x feature_list
};

class AdditiveScorer final : public Scorer {
 public:
  // At least one part; all over item_count products. Keeps a view of `ranker`, which must outlive it, but not of the
  // histories. The tables' features are features of these parts.
  AdditiveScorer(std::vector<BlendedPart> parts, const AdditiveRanker& ranker, const Histories&,
                 std::size_t item_count);

  [[nodiscard]] std::unique_ptr<Query> query(const CustomerState&) const override;
  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const override;
  // By the part of largest weight that is not general, if there is one.
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;

  // The input of training: the candidates of top() without filters.
  [[nodiscard]] Candidates candidates(const CustomerState&) const;
  // The candidates of each part, best first.
  [[nodiscard]] std::vector<std::vector<ItemId>> generated_candidates(const CustomerState&) const;
  [[nodiscard]] std::span<const BlendedPart> parts() const { return parts_; }
  [[nodiscard]] const std::vector<FeatureInfo>& features() const { return features_; }
  static constexpr std::size_t sum_feature = CustomerFeatures::count;  // in features()
  [[nodiscard]] CustomerFeatures features_of(const CustomerState& customer) const {
    return {customer.history, statistics_};
  }
  // The probability that the customer buys anything within the window; 1 if the ranker has no such model.
  [[nodiscard]] double chance_to_return(const CustomerState&) const;

 private:
  class BlendQuery;
  struct BoundTable {
    std::size_t feature;
    const AdditiveTable* table;
  };
  struct BoundModel {
    float intercept = 0, slope = 0;
    std::vector<BoundTable> tables;
    // The same tables by when they are evaluated: once a product, once a customer, once a candidate.
    std::vector<float> of_product;  // by item: the sum of the tables of product features
    std::vector<BoundTable> of_customer;
    std::vector<const AdditiveTable*> of_candidate;  // by feature; null: none, or one of those above
    bool uses_own = false;                           // of_candidate has a table of the feature group `own`
  };
  [[nodiscard]] static BoundModel bind(const AdditiveModel&, std::span<const FeatureInfo>);
  [[nodiscard]] BoundModel bind_by_group(const AdditiveModel&) const;
  [[nodiscard]] static float sum_of(std::span<const BoundTable>, std::span<const float> features);
  [[nodiscard]] const BoundModel& model_of(bool owned) const { return owned ? owned_ : fresh_; }

  std::vector<BlendedPart> parts_;  // general ones last, else heaviest first
  const AdditiveRanker& ranker_;
  std::size_t item_count_;
  ItemStatistics statistics_;
  std::vector<FeatureInfo> features_;
  BoundModel fresh_, owned_;
  std::optional<BoundModel> returns_;
  std::vector<float> log_ranks_;  // log2 of the ranks 1, 2, ...
};

// The standard deviation; 1 if all values are the same.
[[nodiscard]] float deviation(std::span<const float> values);

}  // namespace moshaver
