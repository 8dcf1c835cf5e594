#include "engine/ranking/blend_query.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace moshaver {

namespace {

constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

std::vector<ItemId> merged(std::span<const ItemId> a, std::span<const ItemId> b) {
  std::vector<ItemId> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

// Terms of one code and one past purchase, added up.
class TermSums {
 public:
  void start(std::size_t rows) {
    rows_ = rows;
    if (places_.size() < rows * reason_code_count) places_.resize(rows * reason_code_count, 0);
  }
  // `customers`: the most of any term.
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
  // Appends them, and is empty again.
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
  std::vector<std::uint32_t> places_;  // by code and row: 1 + where it stands in terms_; 0: not there
  std::vector<Contribution> terms_;
};

constexpr auto first_customer_feature = static_cast<std::ptrdiff_t>(CustomerFeatures::count - customer_feature_count);

std::size_t score_feature(std::size_t part) { return AdditiveScorer::sum_feature + 1 + 2 * part; }
std::size_t place_feature(std::size_t part) { return score_feature(part) + 1; }

}  // namespace

AdditiveScorer::BlendQuery::BlendQuery(const AdditiveScorer& scorer, const CustomerState& customer)
    : scorer_(scorer),
      customer_(scorer.features_of(customer)),
      fresh_{CandidateItems({}, 0), {}},
      knows_places_(scorer.parts_.size()) {
  for (const BlendedPart& part : scorer.parts_) parts_.push_back(part.scorer->query(customer));
  fresh_ = scored_by_parts(generated_candidates({customer_.owned()}));
  for (std::size_t part = 0; part < parts_.size(); ++part) scale_.push_back(1 / deviation(fresh_.by(part)));
  places_.resize(fresh_.scores.size());
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
  // What the proposals were made of is still at hand: before others read their rows.
  for (const bool generating : {true, false}) {
    for (std::size_t part = parts_.size(); part-- > 0;) {
      if (scorer_.parts_[part].generates_candidates != generating) continue;
      parts_[part]->score(scored.items, std::span(scored.scores).subspan(part * count, count));
    }
  }
  return scored;
}

std::span<const float> AdditiveScorer::BlendQuery::places(std::size_t part) {
  const std::size_t count = fresh_.items.size();
  const std::span<float> places = std::span(places_).subspan(part * count, count);
  if (knows_places_[part]) return places;
  knows_places_[part] = true;
  thread_local std::vector<std::uint64_t> keys;
  keys.resize(count);
  const std::span<const float> scores = fresh_.by(part);
  for (std::uint32_t at = 0; at < count; ++at) keys[at] = rank_key({ItemId{at}, scores[at]});
  sort_keys(keys);
  std::ranges::fill(places, unknown);
  for (std::size_t place = 0; place < std::min(count, scorer_.log_places_.size()); ++place) {
    places[ranked(keys[place]).item.row] = scorer_.log_places_[place];
  }
  return places;
}

std::span<const float> AdditiveScorer::BlendQuery::places_of(std::size_t part, const Scored& scored,
                                                             std::vector<float>& scratch) {
  const std::span<const float> known = places(part);
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

void AdditiveScorer::BlendQuery::write_features(const Scored& scored, std::size_t at, std::span<float> features) {
  const ItemId item = scored.items.items()[at];
  customer_.write(item, features);
  float sum = 0;
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    const float score = scored.by(part)[at] * scale_[part];
    features[score_feature(part)] = score;
    features[place_feature(part)] = fresh_.items.contains(item) ? places(part)[fresh_.items.place_of(item)] : unknown;
    sum += scorer_.parts_[part].weight * score;
  }
  features[sum_feature] = sum;
}

// A table after the other over all products: that is several products an instruction.
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
    if (const auto* table = model.of_candidate[place_feature(part)]) {
      table->add_to(places_of(part, scored, column), totals);
    }
  }
  if (const auto* table = model.of_candidate[sum_feature]) table->add_to(sums, totals);
  if (model.asks_own) add_own_tables(model, scored, totals);
  for (std::size_t at = 0; at < count; ++at) totals[at] += model.slope * sums[at];
  return totals;
}

// There are few of them: what was bought.
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
  // The rules leave little of the candidates: the best of what they do allow are candidates too.
  const std::vector<ItemId> excluded = merged(exclusions.items, customer_.owned());
  const std::vector<ItemId> more = generated_candidates({excluded, exclusions.eligible});
  fresh.insert(fresh.end(), more.begin(), more.end());
  const Scored under_rules = scored_by_parts(fresh);
  if (under_rules.items.size() + own.size() >= count) {
    push_into(best, under_rules, scores_as(false, under_rules), exclusions);
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
    float speaks_for = 0;
    for (const Contribution& term : part_terms_) speaks_for += std::max(term.amount, 0.0F);
    if (speaks_for <= 0) {
      sums.add({ReasonCode::base, item, of_part[part], 0});
      continue;
    }
    for (const Contribution& term : part_terms_) {
      if (term.amount <= 0) continue;
      sums.add({term.code, term.source, of_part[part] * term.amount / speaks_for, term.customers});
    }
  }
  sums.take(out);
}

std::unique_ptr<Query> AdditiveScorer::query(const CustomerState& customer) const {
  return std::make_unique<BlendQuery>(*this, customer);
}

Candidates AdditiveScorer::candidates(const CustomerState& customer) const {
  return BlendQuery(*this, customer).candidates();
}

}  // namespace moshaver
