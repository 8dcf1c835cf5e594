// Several parts as one: they propose, an additive model decides. What the customer's past points to is found without a
// look at every product, and these few hundred are scored by every part and by the tables of additive_model.hpp.
//
//   candidates  of every part that proposes (Query::generate_candidates) its best candidates_per_part that are new to the
//               customer, and all that the customer has. Rules are not looked at: they change what is shown, not what
//               it scores. Where they leave few of the candidates, the best that they allow are proposed as well
//   score       log odds of a purchase within the window, comparable between customers: tables over features.hpp, and a
//               line through Σ_p w_p s_p(i) / σ_p, σ_p the deviation of part p's scores over the candidates that are new
//   more        asked for more than there are candidates, all products are
//   evidence    a part's term is shared among the past purchases that speak for the product in that part; terms against
//               it, and those that are the same for every product, are one term, `base`. Sums to the score
//   cost        the parts' proposals, then some hundred candidates by a row of each part and a table look-up a feature
//   memory      4 bytes a product and model; of each thread that gives reasons 24 bytes a product
//   read        tests/ranking/additive_scorer_test.cpp
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
  bool is_general = false;  // the same for everybody, a table: has nothing to say of what is similar
  bool generates_candidates = true;
};

// The candidates of one customer with their features.
struct Candidates {
  std::vector<ItemId> items;    // what is new to the customer, then what was bought; ascending within
  std::vector<bool> owned;      // by item
  std::vector<float> features;  // items x feature_list
};

class AdditiveScorer final : public Scorer {
 public:
  // At least one part; all over item_count products. Views `ranker`, which must outlive it; the histories are read and
  // not kept. Tables name features of these parts.
  AdditiveScorer(std::vector<BlendedPart> parts, const AdditiveRanker& ranker, const Histories&,
                 std::size_t item_count);

  [[nodiscard]] std::unique_ptr<Query> query(const CustomerState&) const override;
  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const override;
  // By the part that weighs most and is not general, if there is one.
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const override;

  // What training learns from: the candidates that top() would choose from, had it no rules.
  [[nodiscard]] Candidates candidates(const CustomerState&) const;
  // What each part proposes, best first.
  [[nodiscard]] std::vector<std::vector<ItemId>> generated_candidates(const CustomerState&) const;
  [[nodiscard]] std::span<const BlendedPart> parts() const { return parts_; }
  [[nodiscard]] const std::vector<FeatureInfo>& features() const { return features_; }
  static constexpr std::size_t sum_feature = CustomerFeatures::count;  // in features()
  [[nodiscard]] CustomerFeatures features_of(const CustomerState& customer) const {
    return {customer.history, statistics_};
  }
  // The probability that the customer buys anything within the window. 1 where that was not asked.
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
    // The same tables by how often they are asked: once a product, once a customer, for every candidate.
    std::vector<float> of_product;  // by item: the sum of the tables of products' features
    std::vector<BoundTable> of_customer;
    std::vector<const AdditiveTable*> of_candidate;  // by feature; null: none, or one of those above
    bool asks_own = false;                           // of_candidate has a table of a feature of the group `own`
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
  std::vector<float> log_places_;  // of the places 1, 2, ...
};

// Of values of which there is at least one; 1 where they are all alike.
[[nodiscard]] float deviation(std::span<const float> values);

}  // namespace moshaver
