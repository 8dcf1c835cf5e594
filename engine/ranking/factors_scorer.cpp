#include "engine/ranking/factors_scorer.hpp"

#include <algorithm>
#include <cmath>

#include "engine/embedding/confidence.hpp"
#include "engine/embedding/ridge_solver.hpp"
#include "engine/linalg/dot.hpp"
#include "engine/linalg/score_block.hpp"
#include "engine/ranking/dense_scorer.hpp"

namespace moshaver {

namespace {

// The history's products with their confidence (ridge) or weight (sum).
std::vector<WeightedItem> weighted_history(const FactorsPart& part, const CustomerState& customer) {
  std::vector<WeightedItem> history =
      confident_items(customer.history, static_cast<std::uint32_t>(part.item_factors.rows()),
                      {part.count_exponent, part.half_life_days});
  if (part.source_weights.empty()) return history;
  for (WeightedItem& held : history) held.weight *= part.source_weights[held.item.row];
  std::erase_if(history, [](const WeightedItem& held) { return held.weight <= 0; });
  return history;
}

// a0 g + the customer's ridge.
std::vector<float> ridge_diagonal(const FactorsPart& part, std::size_t history_size) {
  const double frequency = static_cast<double>(history_size) +
                           static_cast<double>(part.unobserved_weight) * static_cast<double>(part.item_factors.rows());
  const auto ridge = static_cast<float>(static_cast<double>(part.regularization) *
                                        std::pow(frequency, static_cast<double>(part.frequency_exponent)));
  std::vector<float> diagonal;
  for (const float eigenvalue : part.eigenvalues) diagonal.push_back(part.unobserved_weight * eigenvalue + ridge);
  return diagonal;
}

RidgeSolver& solver_of_this_thread() {
  thread_local RidgeSolver solver;
  return solver;
}

}  // namespace

FactorsScorer::FactorsScorer(const FactorsPart& part, std::unique_ptr<Index> index)
    : part_(part), index_(std::move(index)) {
  norms_.reserve(part.item_factors.rows());
  for (std::size_t row = 0; row < part.item_factors.rows(); ++row) {
    const auto factors = part.item_factors.row(row);
    norms_.push_back(std::sqrt(dot(factors, factors)));
  }
}

void fold_in(const FactorsPart& part, const CustomerState& customer, std::span<float> out) {
  const std::vector<WeightedItem> history = weighted_history(part, customer);
  if (part.source_weights.empty()) {
    solver_of_this_thread().solve(part.item_factors, ridge_diagonal(part, history.size()), history, out);
    return;
  }
  std::fill(out.begin(), out.end(), 0.0F);
  for (const WeightedItem& source : history) {
    const auto factors = part.item_factors.row(source.item.row);
    for (std::size_t at = 0; at < out.size(); ++at) out[at] += source.weight * factors[at];
  }
}

std::vector<ScoredItem> FactorsScorer::top(const CustomerState& customer, std::size_t count,
                                           const Exclusions& exclusions) const {
  std::vector<float> query(part_.item_factors.dim());
  fold_in(customer, query);
  return index_->search(query, count, exclusions);
}

std::vector<std::vector<ScoredItem>> FactorsScorer::top_batch(std::span<const CustomerState> customers,
                                                              std::size_t count,
                                                              std::span<const Exclusions> exclusions) const {
  FactorMatrix queries(customers.size(), part_.item_factors.dim());
  for (std::size_t row = 0; row < customers.size(); ++row) fold_in(customers[row], queries.row(row));
  return index_->search_batch(queries, count, exclusions);
}

void FactorsScorer::score_all(std::span<const CustomerState> customers, std::span<float> scores) const {
  const FactorMatrix& factors = part_.item_factors;
  FactorMatrix queries(customers.size(), factors.dim());
  for (std::size_t row = 0; row < customers.size(); ++row) fold_in(customers[row], queries.row(row));
  if (customers.size() == 1) return dot_rows(queries.row(0), factors.values(), scores);
  score_block(queries.values(), factors.values(), factors.dim(), scores);
}

std::vector<Contribution> FactorsScorer::evidence(const CustomerState& customer, ItemId item) const {
  std::vector<Contribution> contributions;
  if (item.row >= part_.item_factors.rows()) return contributions;
  const std::vector<WeightedItem> history = weighted_history(part_, customer);
  std::vector<float> amounts(history.size());
  if (part_.source_weights.empty()) {
    const std::vector<float> diagonal = ridge_diagonal(part_, history.size());
    solver_of_this_thread().contributions(part_.item_factors, diagonal, history, item, amounts);
  } else {
    const auto target = part_.item_factors.row(item.row);
    for (std::size_t at = 0; at < history.size(); ++at) {
      amounts[at] = history[at].weight * dot(part_.item_factors.row(history[at].item.row), target);
    }
  }
  for (std::size_t at = 0; at < amounts.size(); ++at) {
    contributions.push_back({ReasonCode::similar_taste, history[at].item, amounts[at], 0});
  }
  sort_largest_first(contributions);
  return contributions;
}

std::vector<ScoredItem> FactorsScorer::similar(ItemId item, std::size_t count, const Exclusions& exclusions) const {
  std::vector<float> cosines(norms_.size());
  dot_rows(part_.item_factors.row(item.row), part_.item_factors.values(), cosines);
  for (std::size_t row = 0; row < cosines.size(); ++row) {
    const float norms = norms_[row] * norms_[item.row];
    cosines[row] = norms > 0 ? cosines[row] / norms : 0;
  }
  return best_but(item, cosines, count, exclusions);
}

}  // namespace moshaver
