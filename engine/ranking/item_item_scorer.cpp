#include "engine/ranking/item_item_scorer.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ranking/sparse_sums.hpp"

namespace moshaver {

class ItemItemScorer::ItemItemQuery final : public Query {
 public:
  ItemItemQuery(const ItemItemScorer& scorer, const CustomerState& customer)
      : scorer_(scorer), customer_(customer), history_(scorer.weighted_history(customer)) {
    if (!scorer.leading_) return;
    constexpr std::size_t max_prefetched = 16;  // rows; the others are prefetched when they are near
    for (const WeightedItem& held : std::span(history_).first(std::min(history_.size(), max_prefetched))) {
      fetch(scorer.leading_->columns_of(held.item.row));
      fetch(scorer.leading_->values_of(held.item.row));
    }
  }

  std::vector<ScoredItem> top(std::size_t count, const Exclusions& exclusions) override {
    return scorer_.top(customer_, count, exclusions);
  }

  // Without popularity, which only breaks ties: a product in none of the rows is not a candidate.
  void generate_candidates(std::size_t count, const Exclusions& exclusions, std::vector<ItemId>& out) override {
    thread_local SparseSums sums;
    sums.start(scorer_.item_count());
    const SparseRows& rows = scorer_.leading_ ? *scorer_.leading_ : scorer_.part_.rows;
    for (std::size_t held = 0; held < history_.size(); ++held) {
      if (held + ahead < history_.size()) {
        const std::uint32_t next = history_[held + ahead].item.row;
        fetch(rows.columns_of(next));
        fetch(rows.values_of(next));
        if (scorer_.leading_) fetch(scorer_.part_.rows.columns_of(next));  // for the scores
      }
      const std::uint32_t row = history_[held].item.row;
      sums.add(rows.columns_of(row), rows.values_of(row), history_[held].weight);
    }
    take_best(sums, count, exclusions, out);
  }

  void score(const CandidateItems& candidates, std::span<float> scores) override {
    for (std::size_t at = 0; at < scores.size(); ++at) {
      scores[at] = scorer_.part_.popularity_weight * scorer_.popularity_[candidates.items()[at].row];
    }
    const SparseRows& rows = scorer_.part_.rows;
    for (std::size_t held = 0; held < history_.size(); ++held) {
      if (held + ahead < history_.size()) fetch(rows.columns_of(history_[held + ahead].item.row));
      const std::uint32_t row = history_[held].item.row;
      const auto targets = rows.columns_of(row);
      const auto values = rows.values_of(row);
      candidates.for_each_among(
          targets, [&](std::size_t at, std::size_t place) { scores[place] += history_[held].weight * values[at]; });
    }
  }

  void add_terms(ItemId item, std::vector<Contribution>& out) override {
    if (item.row >= scorer_.popularity_.size()) return;
    const SparseRows& rows = scorer_.part_.rows;
    for (const WeightedItem& held : history_) {
      const auto targets = rows.columns_of(held.item.row);
      const auto found = std::lower_bound(targets.begin(), targets.end(), item.row);
      if (found == targets.end() || *found != item.row) continue;
      const float value = rows.values_of(held.item.row)[static_cast<std::size_t>(found - targets.begin())];
      out.push_back({ReasonCode::bought_together, held.item, held.weight * value, 0});
    }
    out.push_back({ReasonCode::popular, item, scorer_.part_.popularity_weight * scorer_.popularity_[item.row], 0});
  }

 private:
  // Rows are scattered in memory, so they are prefetched.
  static constexpr std::size_t ahead = 2;
  template <class Value>
  static void fetch(std::span<const Value> values) {
    constexpr std::size_t line = 64 / sizeof(Value);
    for (std::size_t at = 0; at < values.size(); at += line) __builtin_prefetch(&values[at]);
  }

  const ItemItemScorer& scorer_;
  CustomerState customer_;
  std::vector<WeightedItem> history_;
};

std::unique_ptr<ItemItemScorer> ItemItemScorer::candidate_generator(const ItemItemPart& part,
                                                                    const TablePart& popularity) {
  constexpr std::size_t max_entries = 64;
  auto scorer = std::make_unique<ItemItemScorer>(part, popularity);
  SparseRows& leading = scorer->leading_.emplace();
  std::vector<std::uint64_t> keys;
  for (std::uint32_t row = 0; row < part.rows.row_count(); ++row) {
    const auto columns = part.rows.columns_of(row);
    const auto values = part.rows.values_of(row);
    keys.clear();
    for (std::size_t at = 0; at < columns.size(); ++at) keys.push_back(rank_key({ItemId{columns[at]}, values[at]}));
    if (keys.size() > max_entries) {
      sort_keys(keys);
      keys.resize(max_entries);
    }
    for (const std::uint64_t key : keys) {
      const ScoredItem entry = ranked(key);
      leading.columns.push_back(entry.item.row);
      leading.values.push_back(entry.score);
    }
    leading.offsets.push_back(leading.columns.size());
  }
  return scorer;
}

std::unique_ptr<Query> ItemItemScorer::query(const CustomerState& customer) const {
  return std::make_unique<ItemItemQuery>(*this, customer);
}

std::vector<WeightedItem> ItemItemScorer::weighted_history(const CustomerState& customer) const {
  constexpr float min_weight = 1e-3F;
  std::vector<WeightedItem> weighted;
  float largest = 0;
  for (const HeldItem& held : held_items(customer.history, part_.rows.row_count())) {
    float weight = part_.count_exponent == 0 ? 1 : std::pow(held.baskets, part_.count_exponent);
    if (part_.basket_decay != 1) {
      weight *= std::pow(part_.basket_decay, static_cast<float>(customer.history.back().order - held.last_order));
    }
    weighted.push_back({held.item, weight});
    largest = std::max(largest, weight);
  }
  // A product whose weight has decayed to almost nothing would still cost the reading of a row.
  std::erase_if(weighted, [&](const WeightedItem& held) { return held.weight < min_weight * largest; });
  return weighted;
}

void ItemItemScorer::add_row(ItemId source, float weight, std::span<float> scores) const {
  const auto targets = part_.rows.columns_of(source.row);
  const auto values = part_.rows.values_of(source.row);
  for (std::size_t at = 0; at < targets.size(); ++at) scores[targets[at]] += weight * values[at];
}

void ItemItemScorer::set_popularity(std::span<float> scores) const {
  for (std::size_t item = 0; item < scores.size(); ++item) scores[item] = part_.popularity_weight * popularity_[item];
}

void ItemItemScorer::score_one(const CustomerState& customer, std::span<float> scores) const {
  set_popularity(scores);
  for (const WeightedItem& held : weighted_history(customer)) add_row(held.item, held.weight, scores);
}

std::vector<ScoredItem> ItemItemScorer::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  const std::span<float> scores = scratch_scores(item_count());
  set_popularity(scores);
  add_row(item, 1, scores);
  return best_but(item, scores, count, exclusions);
}

}  // namespace moshaver
