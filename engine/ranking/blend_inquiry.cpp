#include "engine/ranking/blend_inquiry.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>

#include "engine/retrieval/top_k.hpp"

namespace moshaver {

namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

std::vector<ItemId> merged(std::span<const ItemId> a, std::span<const ItemId> b) {
  std::vector<ItemId> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

std::size_t score_feature(std::size_t part) { return AdditiveScorer::sum_feature + 1 + 2 * part; }

}  // namespace

AdditiveScorer::BlendInquiry::BlendInquiry(const AdditiveScorer& scorer, const CustomerState& customer)
    : scorer_(scorer), customer_(scorer.features_of(customer)), candidates_{CandidateItems({}, 0), {}} {
  for (const BlendedPart& part : scorer.parts_) parts_.push_back(part.scorer->ask(customer));
  const auto owned = customer_.owned();
  std::vector<ItemId> items = proposals({owned});
  items.insert(items.end(), owned.begin(), owned.end());
  candidates_ = scored_by_parts(std::move(items));
  measure();
}

std::vector<ItemId> AdditiveScorer::BlendInquiry::proposals(const Exclusions& exclusions) const {
  std::vector<ItemId> items;
  for (const auto& part : parts_) part->propose(scorer_.ranker_.candidates_per_part, exclusions, items);
  return items;
}

AdditiveScorer::BlendInquiry::Scored AdditiveScorer::BlendInquiry::scored_by_parts(std::vector<ItemId> items) const {
  Scored scored{CandidateItems(std::move(items), scorer_.item_count_), {}};
  for (const auto& part : parts_) {
    part->score(scored.items, scored.scores.emplace_back(scored.items.size()));
  }
  return scored;
}

void AdditiveScorer::BlendInquiry::measure() {
  std::vector<float> fresh;
  const auto items = candidates_.items.items();
  for (const std::vector<float>& scores : candidates_.scores) {
    fresh.clear();
    TopK best(scorer_.ranker_.candidates_per_part);
    for (std::size_t at = 0; at < items.size(); ++at) {
      if (customer_.owns(items[at])) continue;
      fresh.push_back(scores[at]);
      best.push({items[at], scores[at]});
    }
    scale_.push_back(1 / deviation(fresh));
    places_.push_back(best.take());
  }
}

std::vector<float> AdditiveScorer::BlendInquiry::features_of(const Scored& scored) const {
  const std::size_t width = scorer_.features_.size();
  const auto items = scored.items.items();
  std::vector<float> features(items.size() * width);
  for (std::size_t at = 0; at < items.size(); ++at) {
    const std::span<float> row = std::span(features).subspan(at * width, width);
    customer_.write(items[at], row);
    row[sum_feature] = 0;
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      const float score = scored.scores[part][at] * scale_[part];
      row[score_feature(part)] = score;
      row[score_feature(part) + 1] = unknown;  // the place
      row[sum_feature] += scorer_.parts_[part].weight * score;
    }
  }
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    for (std::size_t place = 0; place < places_[part].size(); ++place) {
      const ItemId item = places_[part][place].item;
      if (!scored.items.contains(item)) continue;
      features[scored.items.place_of(item) * width + score_feature(part) + 1] =
          std::log2(static_cast<float>(place + 1));
    }
  }
  return features;
}

void AdditiveScorer::BlendInquiry::score_into(const Scored& scored, std::span<float> scores) const {
  const std::size_t width = scorer_.features_.size();
  const std::vector<float> features = features_of(scored);
  for (std::size_t at = 0; at < scores.size(); ++at) {
    const auto row = std::span(features).subspan(at * width, width);
    const BoundModel& model = scorer_.model_of(customer_.owns(scored.items.items()[at]));
    scores[at] = sum_of(model, row) + model.slope * row[sum_feature];
  }
}

std::vector<ItemId> AdditiveScorer::BlendInquiry::all_allowed(const Exclusions& exclusions) const {
  std::vector<ItemId> items;
  for (std::uint32_t row = 0; row < scorer_.item_count_; ++row) {
    if (exclusions.allows(ItemId{row})) items.push_back(ItemId{row});
  }
  return items;
}

std::vector<ScoredItem> AdditiveScorer::BlendInquiry::top(std::size_t count, const Exclusions& exclusions) {
  const auto proposed = candidates_.items.items();
  const auto allowed = static_cast<std::size_t>(
      std::count_if(proposed.begin(), proposed.end(), [&](ItemId item) { return exclusions.allows(item); }));
  const auto best_of = [&](const Scored& scored) {
    std::vector<float> scores(scored.items.size());
    score_into(scored, scores);
    TopK best(count);
    for (std::size_t at = 0; at < scores.size(); ++at) {
      const ItemId item = scored.items.items()[at];
      if (best.wants(scores[at]) && exclusions.allows(item)) best.push({item, scores[at]});
    }
    return best.take();
  };
  if (allowed >= count && 2 * allowed >= proposed.size()) return best_of(candidates_);
  const std::vector<ItemId> excluded = merged(exclusions.items, customer_.owned());
  std::vector<ItemId> items = proposals({excluded, exclusions.eligible});
  std::copy_if(proposed.begin(), proposed.end(), std::back_inserter(items),
               [&](ItemId item) { return exclusions.allows(item); });
  auto answer = best_of(scored_by_parts(std::move(items)));
  if (answer.size() == count) return answer;
  return best_of(scored_by_parts(all_allowed(exclusions)));
}

void AdditiveScorer::BlendInquiry::propose(std::size_t count, const Exclusions& exclusions, std::vector<ItemId>& out) {
  for (const ScoredItem& scored : top(count, exclusions)) out.push_back(scored.item);
}

void AdditiveScorer::BlendInquiry::score(const CandidateItems& candidates, std::span<float> scores) {
  const auto items = candidates.items();
  score_into(scored_by_parts({items.begin(), items.end()}), scores);
}

Candidates AdditiveScorer::BlendInquiry::candidates() const {
  Candidates found;
  const auto items = candidates_.items.items();
  found.items.assign(items.begin(), items.end());
  for (const ItemId item : items) found.owned.push_back(customer_.owns(item));
  found.features = features_of(candidates_);
  return found;
}

std::vector<Contribution> AdditiveScorer::BlendInquiry::evidence(ItemId item) {
  if (item.row >= scorer_.item_count_) return {};
  std::map<std::pair<ReasonCode, ItemId>, Contribution> terms;
  const auto add = [&](ReasonCode code, ItemId source, float amount, std::uint32_t customers = 0) {
    Contribution& term = terms.try_emplace({code, source}, Contribution{code, source, 0, 0}).first->second;
    term.amount += amount;
    term.customers = std::max(term.customers, customers);
  };
  const std::vector<float> values = features_of(scored_by_parts({item}));
  const BoundModel& model = scorer_.model_of(customer_.owns(item));
  add(ReasonCode::base, item, model.intercept);
  std::vector<float> of_part;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    of_part.push_back(model.slope * scorer_.parts_[part].weight * values[score_feature(part)]);
  }
  for (const BoundTable& bound : model.tables) {
    const float amount = bound.table->at(values[bound.feature]);
    const FeatureInfo& feature = scorer_.features_[bound.feature];
    if (feature.group == FeatureGroup::own) add(ReasonCode::buy_again, item, amount);
    if (feature.group == FeatureGroup::product) add(ReasonCode::popular, item, amount);
    if (feature.group == FeatureGroup::customer) add(ReasonCode::base, item, amount);
    if (feature.group == FeatureGroup::part) of_part[feature.part] += amount;
  }
  for (std::size_t part = 0; part < of_part.size(); ++part) {
    const auto evidence = parts_[part]->evidence(item);
    float speaks_for = 0;
    for (const Contribution& term : evidence) speaks_for += std::max(term.amount, 0.0F);
    if (of_part[part] <= 0 || speaks_for <= 0) {
      add(ReasonCode::base, item, of_part[part]);
      continue;
    }
    for (const Contribution& term : evidence) {
      if (term.amount > 0) add(term.code, term.source, of_part[part] * term.amount / speaks_for, term.customers);
    }
  }
  std::vector<Contribution> contributions;
  for (const auto& [key, term] : terms) contributions.push_back(term);
  sort_largest_first(contributions);
  return contributions;
}

std::unique_ptr<Inquiry> AdditiveScorer::ask(const CustomerState& customer) const {
  return std::make_unique<BlendInquiry>(*this, customer);
}

Candidates AdditiveScorer::candidates(const CustomerState& customer) const {
  return BlendInquiry(*this, customer).candidates();
}

}  // namespace moshaver
