#include "engine/ranking/additive_scorer.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace moshaver {

namespace {

std::vector<std::string> names_of(std::span<const BlendedPart> parts) {
  std::vector<std::string> names;
  for (const BlendedPart& part : parts) names.push_back(part.name);
  return names;
}

std::vector<BlendedPart> in_order(std::vector<BlendedPart> parts) {
  std::stable_sort(parts.begin(), parts.end(), [](const BlendedPart& a, const BlendedPart& b) {
    return a.is_general != b.is_general ? b.is_general : a.weight > b.weight;
  });
  return parts;
}

}  // namespace

float deviation(std::span<const float> values) {
  double sum = 0, squares = 0;
  for (const float value : values) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const auto count = static_cast<double>(values.size());
  const double variance = count > 0 ? squares / count - (sum / count) * (sum / count) : 0;
  return variance > 1e-30 ? static_cast<float>(std::sqrt(variance)) : 1;
}

AdditiveScorer::AdditiveScorer(std::vector<BlendedPart> parts, const AdditiveRanker& ranker, const Histories& histories,
                               std::size_t item_count)
    : parts_(in_order(std::move(parts))),
      ranker_(ranker),
      item_count_(item_count),
      statistics_(count_item_statistics(histories, ranker.window)),
      features_(feature_list(names_of(parts_))),
      fresh_(bind_by_group(ranker.fresh)),
      owned_(bind_by_group(ranker.owned)) {
  if (ranker.returns) returns_ = bind(*ranker.returns, customer_feature_list());
  for (std::uint32_t rank = 1; rank <= ranker.candidates_per_part; ++rank) {
    log_ranks_.push_back(std::log2(static_cast<float>(rank)));
  }
}

AdditiveScorer::BoundModel AdditiveScorer::bind(const AdditiveModel& model, std::span<const FeatureInfo> features) {
  BoundModel bound;
  bound.intercept = model.intercept;
  bound.slope = model.slope;
  for (const AdditiveTable& table : model.tables) {
    const auto found = std::find_if(features.begin(), features.end(),
                                    [&](const FeatureInfo& feature) { return feature.name == table.feature; });
    assert(found != features.end());
    bound.tables.push_back({static_cast<std::size_t>(found - features.begin()), &table});
  }
  return bound;
}

AdditiveScorer::BoundModel AdditiveScorer::bind_by_group(const AdditiveModel& model) const {
  BoundModel bound = bind(model, features_);
  std::vector<BoundTable> of_product;
  bound.of_candidate.resize(features_.size());
  for (const BoundTable& table : bound.tables) {
    const FeatureGroup group = features_[table.feature].group;
    if (group == FeatureGroup::product) {
      of_product.push_back(table);
    } else if (group == FeatureGroup::customer) {
      bound.of_customer.push_back(table);
    } else {
      bound.of_candidate[table.feature] = table.table;
      bound.uses_own = bound.uses_own || group == FeatureGroup::own;
    }
  }
  const CustomerFeatures nobody({}, statistics_);
  std::vector<float> features(CustomerFeatures::count);
  for (std::uint32_t row = 0; row < item_count_; ++row) {
    nobody.write(ItemId{row}, features);
    bound.of_product.push_back(sum_of(of_product, features));
  }
  return bound;
}

float AdditiveScorer::sum_of(std::span<const BoundTable> tables, std::span<const float> features) {
  float sum = 0;
  for (const BoundTable& bound : tables) sum += bound.table->at(features[bound.feature]);
  return sum;
}

double AdditiveScorer::chance_to_return(const CustomerState& customer) const {
  if (!returns_) return 1;
  const auto features = features_of(customer).of_customer();
  return probability(static_cast<double>(returns_->intercept + sum_of(returns_->tables, features)));
}

std::vector<ScoredItem> AdditiveScorer::top(const CustomerState& customer, std::size_t count,
                                            const Exclusions& exclusions) const {
  return query(customer)->top(count, exclusions);
}

std::vector<std::vector<ItemId>> AdditiveScorer::generated_candidates(const CustomerState& customer) const {
  const CustomerFeatures features = features_of(customer);
  std::vector<std::vector<ItemId>> all(parts_.size());
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    if (!parts_[part].generates_candidates) continue;
    parts_[part].scorer->query(customer)->generate_candidates(ranker_.candidates_per_part, {features.owned()},
                                                              all[part]);
  }
  return all;
}

std::vector<ScoredItem> AdditiveScorer::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  return parts_.front().scorer->similar(item, count, exclusions);
}

}  // namespace moshaver
