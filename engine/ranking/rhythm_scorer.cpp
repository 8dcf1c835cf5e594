#include "engine/ranking/rhythm_scorer.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ranking/dense_scores.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

namespace {

SparseRows all_profiles(const Histories& histories, const RhythmPart& part) {
  SparseRows profiles;
  profiles.offsets.reserve(histories.offsets.size());
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    for (const ProfileEntry& entry : rhythm_profile(histories.of(UserId{user}), part)) {
      profiles.columns.push_back(entry.item.row);
      profiles.values.push_back(entry.weight);
    }
    profiles.offsets.push_back(profiles.columns.size());
  }
  return profiles;
}

// Rows longer than `cap` thinned to evenly chosen entries.
SparseRows thinned(const SparseRows& rows, std::uint32_t cap) {
  SparseRows out;
  for (std::uint32_t row = 0; row < rows.row_count(); ++row) {
    const auto columns = rows.columns_of(row);
    const auto values = rows.values_of(row);
    const std::size_t kept = std::min<std::size_t>(columns.size(), cap);
    for (std::size_t at = 0; at < kept; ++at) {
      out.columns.push_back(columns[at * columns.size() / kept]);
      out.values.push_back(values[at * columns.size() / kept]);
    }
    out.offsets.push_back(out.columns.size());
  }
  return out;
}

// The value at (row, column); 0 where there is none.
float entry(const SparseRows& rows, std::uint32_t row, std::uint32_t column) {
  const auto columns = rows.columns_of(row);
  const auto found = std::lower_bound(columns.begin(), columns.end(), column);
  if (found == columns.end() || *found != column) return 0;
  return rows.values_of(row)[static_cast<std::size_t>(found - columns.begin())];
}

}  // namespace

RhythmScorer::RhythmScorer(const RhythmPart& part, const TablePart& popularity, float popularity_weight,
                           const Histories& histories)
    : part_(part),
      popularity_(popularity.scores),
      popularity_weight_(popularity_weight),
      profiles_(all_profiles(histories, part)),
      holders_(transpose(profiles_, histories.item_count)) {
  for (std::uint32_t item = 0; item < histories.item_count; ++item) {
    const auto holders = static_cast<float>(std::max<std::size_t>(holders_.size_of(item), 1));
    likeness_weights_.push_back(std::pow(holders, -part.item_exponent));
    target_weights_.push_back(std::pow(holders, -part.target_exponent));
  }
  holders_ = thinned(holders_, part.holders_cap);
  std::vector<double> item_squares(histories.item_count, 0.0);
  for (std::uint32_t user = 0; user < profiles_.row_count(); ++user) {
    double square = 0;
    const auto items = profiles_.columns_of(user);
    const auto values = profiles_.values_of(user);
    for (std::size_t at = 0; at < items.size(); ++at) {
      const double value = values[at];
      square += value * value;
      item_squares[items[at]] += value * value;
    }
    user_norms_.push_back(static_cast<float>(std::sqrt(square)));
  }
  for (const double square : item_squares) item_norms_.push_back(static_cast<float>(std::sqrt(square)));
}

std::vector<ProfileEntry> RhythmScorer::profile_of(const CustomerState& customer) const {
  std::vector<ProfileEntry> profile = rhythm_profile(customer.history, part_);
  std::erase_if(profile, [&](const ProfileEntry& entry) { return entry.item.row >= popularity_.size(); });
  return profile;
}

// The nearest customers by cosine, nearest first.
RhythmScorer::Neighbours RhythmScorer::neighbours_of(const CustomerState& customer,
                                                     std::span<const ProfileEntry> profile) const {
  thread_local std::vector<float> products;
  thread_local std::vector<std::uint32_t> touched;
  products.resize(profiles_.row_count(), 0.0F);
  for (const ProfileEntry& entry : profile) {
    const auto users = holders_.columns_of(entry.item.row);
    const auto values = holders_.values_of(entry.item.row);
    const float weight = entry.weight * likeness_weights_[entry.item.row];
    for (std::size_t at = 0; at < users.size(); ++at) {
      if (products[users[at]] == 0) touched.push_back(users[at]);
      products[users[at]] += weight * values[at];
    }
  }
  TopK nearest(part_.neighbours);  // of users, whose rows stand in for items
  for (const std::uint32_t user : touched) {
    if (customer.user != UserId{user} && user_norms_[user] > 0) {
      nearest.push({ItemId{user}, products[user] / user_norms_[user]});
    }
    products[user] = 0;
  }
  touched.clear();
  Neighbours neighbours{nearest.take(), {}};
  double sum = 0;
  for (const ScoredItem& neighbour : neighbours.nearest) {
    neighbours.units.push_back(part_.likeness_power == 1 ? 1 : std::pow(neighbour.score, part_.likeness_power - 1));
    sum += static_cast<double>(neighbours.units.back()) * static_cast<double>(neighbour.score);
  }
  const auto scale = static_cast<float>(sum > 0 ? (1 - static_cast<double>(part_.own_share)) / sum : 0);
  for (float& unit : neighbours.units) unit *= scale;
  return neighbours;
}

std::vector<ScoredItem> RhythmScorer::top(const CustomerState& customer, std::size_t count,
                                          const Exclusions& exclusions) const {
  const std::vector<ProfileEntry> profile = profile_of(customer);
  const Neighbours neighbours = neighbours_of(customer, profile);
  const std::span<float> scores = dense_scores(popularity_, 0);
  for (std::size_t neighbour = 0; neighbour < neighbours.nearest.size(); ++neighbour) {
    const auto& [user, likeness] = neighbours.nearest[neighbour];
    const float share = neighbours.units[neighbour] * likeness;
    const auto items = profiles_.columns_of(user.row);
    const auto values = profiles_.values_of(user.row);
    for (std::size_t at = 0; at < items.size(); ++at) scores[items[at]] += share * values[at];
  }
  for (std::size_t item = 0; item < scores.size(); ++item) {
    scores[item] = scores[item] * target_weights_[item] + popularity_weight_ * popularity_[item];
  }
  for (const ProfileEntry& entry : profile) scores[entry.item.row] += part_.own_share * entry.weight;
  TopK best(count);
  best.push_block(scores, ItemId{0}, [&](ItemId item) { return exclusions.allows(item); });
  return best.take();
}

std::vector<Contribution> RhythmScorer::evidence(const CustomerState& customer, ItemId item) const {
  std::vector<Contribution> contributions;
  if (item.row >= popularity_.size()) return contributions;
  const std::vector<ProfileEntry> profile = profile_of(customer);
  // By customer: what a neighbour brings to the item's score a unit of likeness; 0: no neighbour, or does not hold it.
  thread_local std::vector<float> brings;
  brings.resize(profiles_.row_count(), 0.0F);
  const Neighbours neighbours = neighbours_of(customer, profile);
  for (std::size_t neighbour = 0; neighbour < neighbours.nearest.size(); ++neighbour) {
    const std::uint32_t user = neighbours.nearest[neighbour].item.row;
    brings[user] =
        neighbours.units[neighbour] * entry(profiles_, user, item.row) * target_weights_[item.row] / user_norms_[user];
  }
  for (const ProfileEntry& own : profile) {
    if (own.item == item) contributions.push_back({ReasonCode::buy_again, item, part_.own_share * own.weight, 0});
    Contribution alike{ReasonCode::customers_like_you, own.item, 0, 0};
    const auto users = holders_.columns_of(own.item.row);
    const auto values = holders_.values_of(own.item.row);
    for (std::size_t at = 0; at < users.size(); ++at) {
      if (brings[users[at]] == 0) continue;
      alike.amount += own.weight * likeness_weights_[own.item.row] * values[at] * brings[users[at]];
      ++alike.customers;
    }
    contributions.push_back(alike);
  }
  for (const ScoredItem& neighbour : neighbours.nearest) brings[neighbour.item.row] = 0;
  contributions.push_back({ReasonCode::popular, item, popularity_weight_ * popularity_[item.row], 0});
  sort_largest_first(contributions);
  return contributions;
}

std::vector<ScoredItem> RhythmScorer::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  const std::span<float> scores = dense_scores(popularity_, 0);
  const auto users = holders_.columns_of(item.row);
  const auto weights = holders_.values_of(item.row);
  for (std::size_t holder = 0; holder < users.size(); ++holder) {
    const auto items = profiles_.columns_of(users[holder]);
    const auto values = profiles_.values_of(users[holder]);
    for (std::size_t at = 0; at < items.size(); ++at) scores[items[at]] += weights[holder] * values[at];
  }
  for (std::size_t other = 0; other < scores.size(); ++other) {
    const float norms = item_norms_[other] * item_norms_[item.row];
    scores[other] = norms > 0 ? scores[other] / norms : 0;
  }
  TopK best(count);
  best.push_block(scores, ItemId{0}, [&](ItemId other) { return other != item && exclusions.allows(other); });
  return best.take();
}

}  // namespace moshaver
