#include "engine/ranking/additive_scorer.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <map>

#include "engine/retrieval/top_k.hpp"

namespace moshaver {

namespace {

// Customers scored at a time: their scores by all parts stay in the cache.
constexpr std::size_t tile = 16;
constexpr float unknown = std::numeric_limits<float>::quiet_NaN();

std::vector<std::string> names_of(std::span<const BlendScorer::Part> parts) {
  std::vector<std::string> names;
  for (const BlendScorer::Part& part : parts) names.push_back(part.name);
  return names;
}

std::vector<ItemId> merged(std::span<const ItemId> a, std::span<const ItemId> b) {
  std::vector<ItemId> all;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all));
  return all;
}

}  // namespace

AdditiveScorer::AdditiveScorer(BlendScorer blend, const AdditiveRanker& ranker, const Histories& histories,
                               std::size_t item_count)
    : blend_(std::move(blend)),
      ranker_(ranker),
      item_count_(item_count),
      statistics_(count_item_statistics(histories, ranker.window)),
      features_(feature_list(names_of(blend_.parts()))),
      fresh_(bind(ranker.fresh, features_)),
      owned_(bind(ranker.owned, features_)) {
  if (ranker.returns) returns_ = bind(*ranker.returns, customer_feature_list());
}

AdditiveScorer::BoundModel AdditiveScorer::bind(const AdditiveModel& model, std::span<const FeatureInfo> features) {
  BoundModel bound{model.intercept, {}};
  for (const AdditiveTable& table : model.tables) {
    const auto found = std::find_if(features.begin(), features.end(),
                                    [&](const FeatureInfo& feature) { return feature.name == table.feature; });
    assert(found != features.end());
    bound.tables.push_back({static_cast<std::size_t>(found - features.begin()), &table});
  }
  return bound;
}

template <class Body>
void AdditiveScorer::for_each(std::span<const CustomerState> customers, std::span<const Exclusions> exclusions,
                              const Body& body) const {
  const auto parts = blend_.parts();
  const std::size_t width = std::min(tile, customers.size());
  std::vector<float> scores(parts.size() * width * item_count_);
  for (std::size_t first = 0; first < customers.size(); first += width) {
    const auto some = customers.subspan(first, std::min(width, customers.size() - first));
    for (std::size_t part = 0; part < parts.size(); ++part) {
      parts[part].scorer->score_all(some,
                                    std::span(scores).subspan(part * width * item_count_, some.size() * item_count_));
    }
    for (std::size_t row = 0; row < some.size(); ++row) {
      const CustomerFeatures customer(some[row].history, statistics_);
      const Exclusions& given = exclusions[first + row];
      const std::vector<ItemId> excluded = merged(given.items, customer.owned());
      PartScores found;
      for (std::size_t part = 0; part < parts.size(); ++part) {
        const auto of_part = std::span<const float>(scores).subspan((part * width + row) * item_count_, item_count_);
        found.scores.push_back(of_part);
        found.scale.push_back(1 / deviation_of_new(of_part, some[row].history));
        found.lists.push_back(best_of(of_part, ranker_.candidates_per_part, {excluded, given.eligible}));
      }
      body(first + row, customer, found);
    }
  }
}

void AdditiveScorer::write_features(const CustomerFeatures& customer, const PartScores& parts,
                                    std::span<const ItemId> items, std::span<float> out) const {
  const std::size_t width = features_.size();
  for (std::size_t at = 0; at < items.size(); ++at) {
    const std::span<float> row = out.subspan(at * width, width);
    customer.write(items[at], row);
    for (std::size_t part = 0; part < parts.scores.size(); ++part) {
      row[CustomerFeatures::count + 2 * part] = parts.scores[part][items[at].row] * parts.scale[part];
      row[CustomerFeatures::count + 2 * part + 1] = unknown;
    }
  }
  for (std::size_t part = 0; part < parts.lists.size(); ++part) {
    for (std::size_t place = 0; place < parts.lists[part].size(); ++place) {
      const auto found = std::lower_bound(items.begin(), items.end(), parts.lists[part][place].item);
      if (found == items.end() || *found != parts.lists[part][place].item) continue;
      const auto at = static_cast<std::size_t>(found - items.begin());
      out[at * width + CustomerFeatures::count + 2 * part + 1] = std::log2(static_cast<float>(place + 1));
    }
  }
}

Candidates AdditiveScorer::collect(const CustomerFeatures& customer, const PartScores& parts,
                                   const Exclusions& exclusions) const {
  Candidates found;
  for (const auto& list : parts.lists) {
    for (const ScoredItem& scored : list) found.items.push_back(scored.item);
  }
  for (const ItemId item : customer.owned()) {
    if (exclusions.allows(item)) found.items.push_back(item);
  }
  std::sort(found.items.begin(), found.items.end());
  found.items.erase(std::unique(found.items.begin(), found.items.end()), found.items.end());
  for (const ItemId item : found.items) found.owned.push_back(customer.owns(item));
  found.features.resize(found.items.size() * features_.size());
  write_features(customer, parts, found.items, found.features);
  return found;
}

double AdditiveScorer::chance_to_return(const CustomerState& customer) const {
  if (!returns_) return 1;
  return probability(static_cast<double>(sum_of(*returns_, features_of(customer).of_customer())));
}

float AdditiveScorer::sum_of(const BoundModel& model, std::span<const float> features) {
  float sum = model.intercept;
  for (const BoundTable& bound : model.tables) sum += bound.table->at(features[bound.feature]);
  return sum;
}

std::vector<ScoredItem> AdditiveScorer::best(const CustomerFeatures& customer, const PartScores& parts,
                                             std::size_t count, const Exclusions& exclusions) const {
  Candidates found = collect(customer, parts, exclusions);
  if (count > found.items.size()) {
    found = {};
    for (std::uint32_t row = 0; row < item_count_; ++row) {
      if (!exclusions.allows(ItemId{row})) continue;
      found.items.push_back(ItemId{row});
      found.owned.push_back(customer.owns(ItemId{row}));
    }
    found.features.resize(found.items.size() * features_.size());
    write_features(customer, parts, found.items, found.features);
  }
  TopK best(count);
  for (std::size_t at = 0; at < found.items.size(); ++at) {
    const auto features = std::span<const float>(found.features).subspan(at * features_.size(), features_.size());
    best.push({found.items[at], score(features, found.owned[at])});
  }
  return best.take();
}

std::vector<std::vector<ScoredItem>> AdditiveScorer::top_batch(std::span<const CustomerState> customers,
                                                               std::size_t count,
                                                               std::span<const Exclusions> exclusions) const {
  std::vector<std::vector<ScoredItem>> answers(customers.size());
  for_each(customers, exclusions, [&](std::size_t at, const CustomerFeatures& customer, const PartScores& parts) {
    answers[at] = best(customer, parts, count, exclusions[at]);
  });
  return answers;
}

std::vector<ScoredItem> AdditiveScorer::top(const CustomerState& customer, std::size_t count,
                                            const Exclusions& exclusions) const {
  return std::move(top_batch({&customer, 1}, count, {&exclusions, 1}).front());
}

std::vector<Candidates> AdditiveScorer::candidates(std::span<const CustomerState> customers,
                                                   std::span<const Exclusions> exclusions) const {
  std::vector<Candidates> all(customers.size());
  for_each(customers, exclusions, [&](std::size_t at, const CustomerFeatures& customer, const PartScores& parts) {
    all[at] = collect(customer, parts, exclusions[at]);
  });
  return all;
}

void AdditiveScorer::score_all(std::span<const CustomerState> customers, std::span<float> scores) const {
  std::fill(scores.begin(), scores.end(), 0.0F);
  const std::vector<Exclusions> none(customers.size());
  for_each(customers, none, [&](std::size_t at, const CustomerFeatures& customer, const PartScores& parts) {
    for (const ScoredItem& scored : best(customer, parts, item_count_, none[at])) {
      scores[at * item_count_ + scored.item.row] = scored.score;
    }
  });
}

std::vector<Contribution> AdditiveScorer::evidence(const CustomerState& state, ItemId item) const {
  std::map<std::pair<ReasonCode, ItemId>, Contribution> terms;
  const auto add = [&](ReasonCode code, ItemId source, float amount, std::uint32_t customers = 0) {
    Contribution& term = terms.try_emplace({code, source}, Contribution{code, source, 0, 0}).first->second;
    term.amount += amount;
    term.customers = std::max(term.customers, customers);
  };
  if (item.row >= item_count_) return {};
  const Exclusions none;
  for_each({&state, 1}, {&none, 1}, [&](std::size_t, const CustomerFeatures& customer, const PartScores& parts) {
    std::vector<float> values(features_.size());
    write_features(customer, parts, {&item, 1}, values);
    const BoundModel& model = customer.owns(item) ? owned_ : fresh_;
    add(ReasonCode::base, item, model.intercept);
    std::vector<float> of_part(blend_.parts().size(), 0.0F);
    for (const BoundTable& bound : model.tables) {
      const float amount = bound.table->at(values[bound.feature]);
      const FeatureInfo& feature = features_[bound.feature];
      if (feature.group == FeatureGroup::own) add(ReasonCode::buy_again, item, amount);
      if (feature.group == FeatureGroup::product) add(ReasonCode::popular, item, amount);
      if (feature.group == FeatureGroup::customer) add(ReasonCode::base, item, amount);
      if (feature.group == FeatureGroup::part) of_part[feature.part] += amount;
    }
    for (std::size_t part = 0; part < of_part.size(); ++part) {
      const auto evidence = blend_.parts()[part].scorer->evidence(state, item);
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
  });
  std::vector<Contribution> contributions;
  for (const auto& [key, term] : terms) contributions.push_back(term);
  sort_largest_first(contributions);
  return contributions;
}

std::vector<ScoredItem> AdditiveScorer::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  return blend_.similar(item, count, exclusions);
}

}  // namespace moshaver
