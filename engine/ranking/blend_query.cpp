#include "engine/ranking/blend_query.hpp"

#include <algorithm>
#include <iterator>

namespace moshaver {

namespace {

std::vector<ItemId> merged(std::span<const ItemId> a, std::span<const ItemId> b) {
  std::vector<ItemId> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

constexpr auto first_customer_feature = static_cast<std::ptrdiff_t>(CustomerFeatures::count - customer_feature_count);

}  // namespace

AdditiveScorer::BlendQuery::BlendQuery(const AdditiveScorer& scorer, const CustomerState& customer)
    : scorer_(scorer),
      customer_(scorer.features_of(customer)),
      fresh_{CandidateItems({}, 0), {}},
      has_log_ranks_(scorer.parts_.size()) {
  for (const BlendedPart& part : scorer.parts_) parts_.push_back(part.scorer->query(customer));
  fresh_ = scored_by_parts(generated_candidates({customer_.owned()}));
  for (std::size_t part = 0; part < parts_.size(); ++part) scale_.push_back(1 / deviation(fresh_.by(part)));
  log_ranks_.resize(fresh_.scores.size());
  std::vector<float> features(scorer.features_.size(), unknown);
  std::ranges::copy(customer_.of_customer(), features.begin() + first_customer_feature);
  of_customer_fresh_ = sum_of(scorer.fresh_.of_customer, features);
  of_customer_owned_ = sum_of(scorer.owned_.of_customer, features);
}

std::vector<ItemId> AdditiveScorer::BlendQuery::generated_candidates(const Exclusions& exclusions) const {
  std::vector<ItemId> items;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    if (scorer_.parts_[part].generates_candidates)
      parts_[part]->generate_candidates(scorer_.ranker_.candidates_per_part, exclusions, items);
  }
  return items;
}

AdditiveScorer::BlendQuery::Scored AdditiveScorer::BlendQuery::scored_by_parts(std::span<const ItemId> items) const {
  Scored scored{CandidateItems(items, scorer_.item_count_), {}};
  const std::size_t count = scored.items.size();
  scored.scores.resize(parts_.size() * count);
  // Parts that generated candidates first, while their rows are still in the caches.
  for (const bool generating : {true, false}) {
    for (std::size_t part = parts_.size(); part-- > 0;) {
      if (scorer_.parts_[part].generates_candidates != generating) continue;
      parts_[part]->score(scored.items, std::span(scored.scores).subspan(part * count, count));
    }
  }
  return scored;
}

std::span<const float> AdditiveScorer::BlendQuery::log_ranks(std::size_t part) {
  const std::size_t count = fresh_.items.size();
  const std::span<float> of_part = std::span(log_ranks_).subspan(part * count, count);
  if (has_log_ranks_[part]) return of_part;
  has_log_ranks_[part] = true;
  thread_local std::vector<std::uint64_t> keys;
  keys.resize(count);
  const std::span<const float> scores = fresh_.by(part);
  for (std::uint32_t at = 0; at < count; ++at) keys[at] = rank_key({ItemId{at}, scores[at]});
  sort_keys(keys);
  std::ranges::fill(of_part, unknown);
  for (std::size_t rank = 0; rank < std::min(count, scorer_.log_ranks_.size()); ++rank) {
    of_part[ranked(keys[rank]).item.row] = scorer_.log_ranks_[rank];
  }
  return of_part;
}

std::span<const float> AdditiveScorer::BlendQuery::log_ranks_of(std::size_t part, const Scored& scored,
                                                                std::vector<float>& scratch) {
  const std::span<const float> known = log_ranks(part);
  if (&scored == &fresh_) return known;
  scratch.clear();
  for (const ItemId item : scored.items.items()) {
    scratch.push_back(fresh_.items.contains(item) ? known[fresh_.items.place_of(item)] : unknown);
  }
  return scratch;
}

const AdditiveScorer::BlendQuery::Scored& AdditiveScorer::BlendQuery::owned() {
  if (!owned_) owned_ = scored_by_parts(customer_.owned());
  return *owned_;
}

// One table after another over all products, so that one instruction handles several products.
std::vector<float> AdditiveScorer::BlendQuery::scores_as(bool owned, const Scored& scored) {
  const BoundModel& model = scorer_.model_of(owned);
  const std::size_t count = scored.items.size();
  std::vector<float> totals(count), sums(count), column(count);
  const float of_customer = model.intercept + (owned ? of_customer_owned_ : of_customer_fresh_);
  for (std::size_t at = 0; at < count; ++at) {
    totals[at] = of_customer + model.of_product[scored.items.items()[at].row];
  }
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    const std::span<const float> scores = scored.by(part);
    for (std::size_t at = 0; at < count; ++at) {
      column[at] = scores[at] * scale_[part];
      sums[at] += scorer_.parts_[part].weight * column[at];
    }
    if (const auto* table = model.of_candidate[score_feature(part)]) table->add_to(column, totals);
    if (const auto* table = model.of_candidate[rank_feature(part)]) {
      table->add_to(log_ranks_of(part, scored, column), totals);
    }
  }
  if (const auto* table = model.of_candidate[sum_feature]) table->add_to(sums, totals);
  if (model.uses_own) add_own_tables(model, scored, totals);
  for (std::size_t at = 0; at < count; ++at) totals[at] += model.slope * sums[at];
  return totals;
}

// One product at a time, as only products bought before have these features.
void AdditiveScorer::BlendQuery::add_own_tables(const BoundModel& model, const Scored& scored,
                                                std::span<float> scores) const {
  std::vector<float> features(CustomerFeatures::count);
  for (std::size_t at = 0; at < scores.size(); ++at) {
    customer_.write(scored.items.items()[at], features);
    for (std::size_t feature = 0; feature < features.size(); ++feature) {
      if (const auto* table = model.of_candidate[feature]) scores[at] += table->at(features[feature]);
    }
  }
}

std::vector<float> AdditiveScorer::BlendQuery::scores_of(const Scored& scored) {
  const auto items = scored.items.items();
  std::vector<float> scores = scores_as(false, scored);
  const auto owns = [&](ItemId item) { return customer_.owns(item); };
  if (std::none_of(items.begin(), items.end(), owns)) return scores;
  const std::vector<float> of_owned = scores_as(true, scored);
  for (std::size_t at = 0; at < scores.size(); ++at) {
    if (owns(items[at])) scores[at] = of_owned[at];
  }
  return scores;
}

void AdditiveScorer::BlendQuery::push_into(TopK& best, const Scored& scored, std::span<const float> scores,
                                           const Exclusions& exclusions) {
  for (std::size_t at = 0; at < scores.size(); ++at) {
    const ItemId item = scored.items.items()[at];
    if (scores[at] >= best.bar() && exclusions.allows(item)) best.push({item, scores[at]});
  }
}

std::vector<ItemId> AdditiveScorer::BlendQuery::all_allowed(const Exclusions& exclusions) const {
  std::vector<ItemId> items;
  for (std::uint32_t row = 0; row < scorer_.item_count_; ++row) {
    if (exclusions.allows(ItemId{row})) items.push_back(ItemId{row});
  }
  return items;
}

std::vector<ScoredItem> AdditiveScorer::BlendQuery::top(std::size_t count, const Exclusions& exclusions) {
  const auto allowed_of = [&](std::span<const ItemId> items) {
    std::vector<ItemId> allowed;
    std::copy_if(items.begin(), items.end(), std::back_inserter(allowed),
                 [&](ItemId item) { return exclusions.allows(item); });
    return allowed;
  };
  TopK best(count);
  std::vector<ItemId> fresh = allowed_of(fresh_.items.items());
  const std::vector<ItemId> own = allowed_of(customer_.owned());
  if (!own.empty()) push_into(best, owned(), scores_as(true, owned()), exclusions);
  if (2 * fresh.size() >= fresh_.items.size() && fresh.size() + own.size() >= count) {
    push_into(best, fresh_, scores_as(false, fresh_), exclusions);
    return best.take();
  }
  // The filters leave few candidates: generate more under the filters.
  const std::vector<ItemId> excluded = merged(exclusions.items, customer_.owned());
  const std::vector<ItemId> more = generated_candidates({excluded, exclusions.eligible});
  fresh.insert(fresh.end(), more.begin(), more.end());
  const Scored filtered = scored_by_parts(fresh);
  if (filtered.items.size() + own.size() >= count) {
    push_into(best, filtered, scores_as(false, filtered), exclusions);
    return best.take();
  }
  TopK best_of_all(count);
  const Scored all = scored_by_parts(all_allowed(exclusions));
  push_into(best_of_all, all, scores_of(all), exclusions);
  return best_of_all.take();
}

void AdditiveScorer::BlendQuery::generate_candidates(std::size_t count, const Exclusions& exclusions,
                                                     std::vector<ItemId>& out) {
  for (const ScoredItem& scored : top(count, exclusions)) out.push_back(scored.item);
}

void AdditiveScorer::BlendQuery::score(const CandidateItems& candidates, std::span<float> scores) {
  std::ranges::copy(scores_of(scored_by_parts(candidates.items())), scores.begin());
}

std::unique_ptr<Query> AdditiveScorer::query(const CustomerState& customer) const {
  return std::make_unique<BlendQuery>(*this, customer);
}

}  // namespace moshaver
