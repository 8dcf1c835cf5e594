#include "engine/ranking/repeat_scorer.hpp"

#include <algorithm>
#include <cmath>

#include "engine/ranking/sparse_sums.hpp"

namespace moshaver {

namespace {

constexpr std::size_t norms_ahead = 16;  // prefetched ahead, as they are scattered in memory

void push_row(SparseRows& rows, std::span<const ProfileEntry> entries) {
  for (const ProfileEntry& entry : entries) {
    rows.columns.push_back(entry.item.row);
    rows.values.push_back(entry.weight);
  }
  rows.offsets.push_back(rows.columns.size());
}

std::vector<ProfileEntry> each_once(std::span<const Purchase> purchases) {
  std::vector<ProfileEntry> entries;
  for (const Purchase& purchase : purchases) {
    if (purchase.quantity > 0) entries.push_back({purchase.item, 1});
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.item < b.item; });
  const auto same = [](const auto& a, const auto& b) { return a.item == b.item; };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
  return entries;
}

struct AllProfiles {
  SparseRows profiles, latest;
};

AllProfiles all_profiles(const Histories& histories, const RepeatPart& part) {
  AllProfiles all;
  const std::uint32_t now = last_time(histories.purchases);
  all.profiles.offsets.reserve(histories.offsets.size());
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    const auto history = histories.of(UserId{user});
    const std::size_t before = part.latest ? latest_begin(history, *part.latest, now) : history.size();
    push_row(all.profiles, repeat_profile(history.first(before), part));
    if (part.latest) push_row(all.latest, each_once(history.subspan(before)));
  }
  return all;
}

}  // namespace

RepeatScorer::RepeatScorer(const RepeatPart& part, const TablePart& popularity, const Histories& histories)
    : DenseScorer(popularity.scores.size()), part_(part), popularity_(popularity.scores) {
  AllProfiles all = all_profiles(histories, part);
  profiles_ = std::move(all.profiles);
  latest_ = std::move(all.latest);
  buyers_ = transpose(profiles_, histories.item_count);
  if (part.latest) latest_buyers_ = transpose(latest_, histories.item_count);
  for (std::uint32_t item = 0; item < histories.item_count; ++item) {
    const auto count = [&](const SparseRows& rows) {
      return static_cast<float>(std::max<std::size_t>(rows.size_of(item), 1));
    };
    similarity_weights_.push_back(std::pow(count(buyers_), -part.item_exponent));
    target_weights_.push_back(std::pow(count(contributors()), -part.target_exponent));
  }
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

std::vector<ProfileEntry> RepeatScorer::profile_of(const CustomerState& customer) const {
  std::vector<ProfileEntry> profile = repeat_profile(customer.history, part_);
  std::erase_if(profile, [&](const ProfileEntry& entry) { return entry.item.row >= popularity_.size(); });
  return profile;
}

// The nearest customers by cosine.
RepeatScorer::Neighbours RepeatScorer::neighbours_of(const CustomerState& customer,
                                                     std::span<const ProfileEntry> profile) const {
  thread_local SparseSums products;
  products.start(profiles_.row_count());
  for (const ProfileEntry& entry : profile) {
    const float weight = entry.weight * similarity_weights_[entry.item.row];
    for_each_buyer(entry.item.row, profile.size(),
                   [&](std::uint32_t user, float value) { products.add(user, weight * value); });
  }
  TopK nearest(part_.neighbours);  // each ItemId is a customer's row
  const auto touched = products.touched();
  for (std::size_t at = 0; at < touched.size(); ++at) {
    if (at + norms_ahead < touched.size()) __builtin_prefetch(&user_norms_[touched[at + norms_ahead]]);
    const std::uint32_t user = touched[at];
    const float product = products.take(user);
    if (product > 0 && customer.user != UserId{user} && user_norms_[user] > 0) {
      nearest.push({ItemId{user}, product / user_norms_[user]});
    }
  }
  products.finish();
  Neighbours neighbours{nearest.take(), {}};
  double sum = 0;
  for (const ScoredItem& neighbour : neighbours.nearest) {
    neighbours.units.push_back(part_.similarity_power == 1 ? 1 : std::pow(neighbour.score, part_.similarity_power - 1));
    sum += static_cast<double>(neighbours.units.back()) * static_cast<double>(neighbour.score);
  }
  const auto scale = static_cast<float>(sum > 0 ? (1 - static_cast<double>(part_.own_share)) / sum : 0);
  for (float& unit : neighbours.units) unit *= scale;
  return neighbours;
}

void RepeatScorer::score_one(const CustomerState& customer, std::span<float> scores) const {
  const std::vector<ProfileEntry> profile = profile_of(customer);
  const Neighbours neighbours = neighbours_of(customer, profile);
  std::fill(scores.begin(), scores.end(), 0.0F);
  for (std::size_t neighbour = 0; neighbour < neighbours.nearest.size(); ++neighbour) {
    const auto& [user, similarity] = neighbours.nearest[neighbour];
    const float share = neighbours.units[neighbour] * similarity;
    const auto items = contributed().columns_of(user.row);
    const auto values = contributed().values_of(user.row);
    for (std::size_t at = 0; at < items.size(); ++at) scores[items[at]] += share * values[at];
  }
  for (std::size_t item = 0; item < scores.size(); ++item) {
    scores[item] = scores[item] * target_weights_[item] + part_.popularity_weight * popularity_[item];
  }
  for (const ProfileEntry& entry : profile) scores[entry.item.row] += part_.own_share * entry.weight;
}

std::vector<ScoredItem> RepeatScorer::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  const std::span<float> scores = scratch_scores(item_count());
  std::fill(scores.begin(), scores.end(), 0.0F);
  for_each_buyer(item.row, 1, [&](std::uint32_t user, float weight) {
    const auto items = contributed().columns_of(user);
    const auto values = contributed().values_of(user);
    for (std::size_t at = 0; at < items.size(); ++at) scores[items[at]] += weight * values[at];
  });
  for (std::size_t other = 0; other < scores.size(); ++other) {
    const float norms = item_norms_[other] * item_norms_[item.row];
    scores[other] = norms > 0 ? scores[other] / norms : 0;
  }
  return best_but(item, scores, count, exclusions);
}

}  // namespace moshaver
