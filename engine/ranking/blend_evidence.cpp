// The evidence of a blend: the terms of a product's score, divided among the customer's past purchases.
#include <algorithm>

#include "engine/ranking/blend_query.hpp"

namespace moshaver {

namespace {

// Sums the terms with the same code and the same past purchase.
class TermSums {
 public:
  void start(std::size_t rows) {
    rows_ = rows;
    if (places_.size() < rows * reason_code_count) places_.resize(rows * reason_code_count, 0);
  }
  // Amounts are summed; `customers` is the largest of them.
  void add(const Contribution& term) {
    std::uint32_t& place = place_of(term);
    if (place == 0) {
      terms_.push_back(term);
      place = static_cast<std::uint32_t>(terms_.size());
      return;
    }
    Contribution& sum = terms_[place - 1];
    sum.amount += term.amount;
    sum.customers = std::max(sum.customers, term.customers);
  }
  // Appends the sums to `out` and empties itself.
  void take(std::vector<Contribution>& out) {
    for (const Contribution& term : terms_) place_of(term) = 0;
    out.insert(out.end(), terms_.begin(), terms_.end());
    terms_.clear();
  }

 private:
  std::uint32_t& place_of(const Contribution& term) {
    return places_[static_cast<std::size_t>(term.code) * rows_ + term.source.row];
  }

  std::size_t rows_ = 0;
  std::vector<std::uint32_t> places_;  // by code and row: 1 + index in terms_; 0: none
  std::vector<Contribution> terms_;
};

}  // namespace

void AdditiveScorer::BlendQuery::add_terms(ItemId item, std::vector<Contribution>& out) {
  if (item.row >= scorer_.item_count_) return;
  thread_local TermSums sums;
  sums.start(scorer_.item_count_);
  const std::vector<float> values = features_of(item);
  const BoundModel& model = scorer_.model_of(customer_.owns(item));
  sums.add({ReasonCode::base, item, model.intercept, 0});
  std::vector<float> of_part;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    of_part.push_back(model.slope * scorer_.parts_[part].weight * values[score_feature(part)]);
  }
  for (const BoundTable& bound : model.tables) {
    const float amount = bound.table->at(values[bound.feature]);
    const FeatureInfo& feature = scorer_.features_[bound.feature];
    if (feature.group == FeatureGroup::own) sums.add({ReasonCode::buy_again, item, amount, 0});
    if (feature.group == FeatureGroup::product) sums.add({ReasonCode::popular, item, amount, 0});
    if (feature.group == FeatureGroup::customer) sums.add({ReasonCode::base, item, amount, 0});
    if (feature.group == FeatureGroup::part) of_part[feature.part] += amount;
  }
  for (std::size_t part = 0; part < of_part.size(); ++part) {
    part_terms_.clear();
    if (of_part[part] > 0) parts_[part]->add_terms(item, part_terms_);
    float positive = 0;
    for (const Contribution& term : part_terms_) positive += std::max(term.amount, 0.0F);
    if (positive <= 0) {
      sums.add({ReasonCode::base, item, of_part[part], 0});
      continue;
    }
    for (const Contribution& term : part_terms_) {
      if (term.amount <= 0) continue;
      sums.add({term.code, term.source, of_part[part] * term.amount / positive, term.customers});
    }
  }
  sums.take(out);
}

}  // namespace moshaver
