#include "engine/ranking/blend_scorer.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace moshaver {

namespace {

// Customers scored at a time: their scores by one part stay in the cache.
constexpr std::size_t tile = 16;

}  // namespace

float deviation_of_new(std::span<const float> scores, std::span<const Purchase> history) {
  double sum = 0, squares = 0, count = static_cast<double>(scores.size());
  const auto add = [&](float score, double sign) {
    sum += sign * static_cast<double>(score);
    squares += sign * static_cast<double>(score) * static_cast<double>(score);
  };
  for (const float score : scores) add(score, 1);
  for (const HeldItem& held : held_items(history, static_cast<std::uint32_t>(scores.size()))) {
    add(scores[held.item.row], -1);
    --count;
  }
  const double variance = count > 0 ? squares / count - (sum / count) * (sum / count) : 0;
  return variance > 1e-30 ? static_cast<float>(std::sqrt(variance)) : 1;
}

BlendScorer::BlendScorer(std::vector<Part> parts, std::size_t item_count)
    : DenseScorer(item_count), parts_(std::move(parts)) {
  std::stable_sort(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) {
    return a.is_general != b.is_general ? b.is_general : a.weight > b.weight;
  });
}

void BlendScorer::score_one(const CustomerState& customer, std::span<float> scores) const {
  score_all({&customer, 1}, scores);
}

void BlendScorer::score_all(std::span<const CustomerState> customers, std::span<float> scores) const {
  std::vector<float> part_scores(scores.size());
  std::fill(scores.begin(), scores.end(), 0.0F);
  for (const Part& part : parts_) {
    part.scorer->score_all(customers, part_scores);
    for (std::size_t row = 0; row < customers.size(); ++row) {
      const std::span<const float> from = std::span(part_scores).subspan(row * item_count(), item_count());
      const std::span<float> to = scores.subspan(row * item_count(), item_count());
      const float scale = part.weight / deviation_of_new(from, customers[row].history);
      for (std::size_t item = 0; item < to.size(); ++item) to[item] += scale * from[item];
    }
  }
}

std::vector<std::vector<ScoredItem>> BlendScorer::top_batch(std::span<const CustomerState> customers, std::size_t count,
                                                            std::span<const Exclusions> exclusions) const {
  std::vector<std::vector<ScoredItem>> answers;
  std::vector<float> scores(tile * item_count());
  for (std::size_t first = 0; first < customers.size(); first += tile) {
    const auto some = customers.subspan(first, std::min(tile, customers.size() - first));
    score_all(some, std::span(scores).first(some.size() * item_count()));
    for (std::size_t row = 0; row < some.size(); ++row) {
      const auto row_scores = std::span(scores).subspan(row * item_count(), item_count());
      answers.push_back(best_of(row_scores, count, exclusions[first + row]));
    }
  }
  return answers;
}

std::vector<Contribution> BlendScorer::evidence(const CustomerState& customer, ItemId item) const {
  struct Sum {
    Contribution term;
    float largest = 0;  // |amount| of the part's term that gave the sum its code
  };
  std::map<std::pair<bool, ItemId>, Sum> sums;
  std::vector<float> scores(item_count());
  for (const Part& part : parts_) {
    part.scorer->score_all({&customer, 1}, scores);
    const float scale = part.weight / deviation_of_new(scores, customer.history);
    for (const Contribution& term : part.scorer->evidence(customer, item)) {
      Sum& sum = sums[{term.code == ReasonCode::popular, term.source}];
      const float amount = scale * term.amount;
      sum.term.amount += amount;
      if (std::abs(amount) <= sum.largest) continue;
      sum.largest = std::abs(amount);
      sum.term.code = term.code;
      sum.term.source = term.source;
      sum.term.customers = term.customers;
    }
  }
  std::vector<Contribution> contributions;
  for (const auto& [key, sum] : sums) contributions.push_back(sum.term);
  sort_largest_first(contributions);
  return contributions;
}

std::vector<ScoredItem> BlendScorer::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  return parts_.front().scorer->similar(item, count, exclusions);
}

}  // namespace moshaver
