// The features of a customer's candidates one by one, for training and for evidence. Ranking computes the same ones
// table by table: blend_query.cpp.
#include "engine/ranking/blend_query.hpp"

namespace moshaver {

void AdditiveScorer::BlendQuery::write_features(const Scored& scored, std::size_t at, std::span<float> features) {
  const ItemId item = scored.items.items()[at];
  customer_.write(item, features);
  float sum = 0;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    const float score = scored.by(part)[at] * scale_[part];
    features[score_feature(part)] = score;
    features[rank_feature(part)] = fresh_.items.contains(item) ? log_ranks(part)[fresh_.items.place_of(item)] : unknown;
    sum += scorer_.parts_[part].weight * score;
  }
  features[sum_feature] = sum;
}

std::vector<float> AdditiveScorer::BlendQuery::features_of(ItemId item) {
  std::vector<float> features(scorer_.features_.size());
  if (fresh_.items.contains(item)) {
    write_features(fresh_, fresh_.items.place_of(item), features);
  } else if (owned_ && owned_->items.contains(item)) {
    write_features(*owned_, owned_->items.place_of(item), features);
  } else {
    write_features(scored_by_parts(std::span(&item, 1)), 0, features);
  }
  return features;
}

Candidates AdditiveScorer::BlendQuery::candidates() {
  Candidates found;
  const std::size_t width = scorer_.features_.size();
  const auto add = [&](const Scored& scored, bool owned) {
    for (std::size_t at = 0; at < scored.items.size(); ++at) {
      found.items.push_back(scored.items.items()[at]);
      found.owned.push_back(owned);
      found.features.resize(found.features.size() + width);
      write_features(scored, at, std::span(found.features).last(width));
    }
  };
  add(fresh_, false);
  add(owned(), true);
  return found;
}

Candidates AdditiveScorer::candidates(const CustomerState& customer) const {
  return BlendQuery(*this, customer).candidates();
}

}  // namespace moshaver
