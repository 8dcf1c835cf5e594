#include "engine/ranking/factors_scorer.hpp"

#include <cmath>

#include "engine/embedding/ridge_solver.hpp"
#include "engine/linalg/dot.hpp"
#include "engine/retrieval/top_k.hpp"

namespace moshaver {

namespace {

struct RidgeProblem {
  std::vector<WeightedItem> history;
  std::vector<float> diagonal;
};

RidgeProblem ridge_problem(const FactorsPart& part, const CustomerState& customer) {
  RidgeProblem problem;
  const auto item_count = static_cast<std::uint32_t>(part.item_factors.rows());
  for (const HeldItem& held : held_items(customer.history, item_count)) {
    const float confidence = part.count_exponent == 0 ? 1 : std::pow(held.baskets, part.count_exponent);
    problem.history.push_back({held.item, confidence});
  }
  const double frequency =
      static_cast<double>(problem.history.size()) + static_cast<double>(part.unobserved_weight) * item_count;
  const auto ridge = static_cast<float>(static_cast<double>(part.regularization) *
                                        std::pow(frequency, static_cast<double>(part.frequency_exponent)));
  for (const float eigenvalue : part.eigenvalues)
    problem.diagonal.push_back(part.unobserved_weight * eigenvalue + ridge);
  return problem;
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

void FactorsScorer::fold_in(const CustomerState& customer, std::span<float> out) const {
  const RidgeProblem problem = ridge_problem(part_, customer);
  solver_of_this_thread().solve(part_.item_factors, problem.diagonal, problem.history, out);
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

std::vector<Contribution> FactorsScorer::evidence(const CustomerState& customer, ItemId item) const {
  std::vector<Contribution> contributions;
  if (item.row >= part_.item_factors.rows()) return contributions;
  const RidgeProblem problem = ridge_problem(part_, customer);
  std::vector<float> amounts(problem.history.size());
  solver_of_this_thread().contributions(part_.item_factors, problem.diagonal, problem.history, item, amounts);
  for (std::size_t at = 0; at < amounts.size(); ++at) {
    contributions.push_back({ReasonCode::similar_taste, problem.history[at].item, amounts[at], 0});
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
  TopK best(count);
  best.push_block(cosines, ItemId{0}, [&](ItemId other) { return other != item && exclusions.allows(other); });
  return best.take();
}

}  // namespace moshaver
