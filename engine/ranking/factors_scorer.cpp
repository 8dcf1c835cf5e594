#include "engine/ranking/factors_scorer.hpp"

#include <algorithm>
#include <cmath>

#include "engine/embedding/confidence.hpp"
#include "engine/embedding/ridge_evidence.hpp"
#include "engine/linalg/dot.hpp"
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

// The diagonal for ridge_solver.hpp: a0 g + the customer's ridge.
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

void folded(const FactorsPart& part, std::span<const WeightedItem> history, std::span<float> out) {
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

}  // namespace

class FactorsScorer::FactorsQuery final : public Query {
 public:
  FactorsQuery(const FactorsScorer& scorer, const CustomerState& customer)
      : scorer_(scorer), history_(weighted_history(scorer.part_, customer)) {}

  std::vector<ScoredItem> top(std::size_t count, const Exclusions& exclusions) override {
    return scorer_.index_->search(query(), count, exclusions);
  }

  void generate_candidates(std::size_t count, const Exclusions& exclusions, std::vector<ItemId>& out) override {
    if (!scorer_.index_) return;
    const auto leading = query().first(scorer_.index_->dim());
    for (const ScoredItem& scored : scorer_.index_->search(leading, count, exclusions)) out.push_back(scored.item);
  }

  void score(const CandidateItems& candidates, std::span<float> scores) override {
    const auto items = candidates.items();
    const CodeRows& codes = scorer_.codes_;
    if (codes.rows() == 0) {
      for (std::size_t at = 0; at < items.size(); ++at) {
        scores[at] = dot(query(), scorer_.part_.item_factors.row(items[at].row));
      }
      return;
    }
    thread_local CodedQuery coded;
    code_query(query(), coded);
    // Rows prefetched ahead: fewer if each takes many cache lines.
    const std::size_t ahead = codes.bytes() / codes.rows() < 512 ? 8 : 4;
    for (std::size_t at = 0; at < items.size(); ++at) {
      if (at + ahead < items.size()) codes.prefetch(items[at + ahead].row);
      scores[at] = codes.score(coded, items[at].row);
    }
  }

  void add_terms(ItemId item, std::vector<Contribution>& out) override {
    const FactorsPart& part = scorer_.part_;
    if (item.row >= part.item_factors.rows()) return;
    std::vector<float> amounts(history_.size());
    if (part.source_weights.empty()) {
      if (!evidence_) evidence_.emplace(part.item_factors, ridge_diagonal(part, history_.size()), history_);
      evidence_->amounts(item, amounts);
    } else {
      weigh_sources(item, amounts);
    }
    for (std::size_t at = 0; at < amounts.size(); ++at) {
      out.push_back({ReasonCode::similar_taste, history_[at].item, amounts[at], 0});
    }
  }

 private:
  // The customer's vector, folded in at the first call.
  [[nodiscard]] std::span<const float> query() {
    if (!query_.empty()) return query_;
    const FactorsPart& part = scorer_.part_;
    query_.resize(part.item_factors.dim());
    if (scorer_.codes_.rows() == 0 || part.source_weights.empty()) {
      folded(part, history_, query_);
    } else {
      const CodeRows& codes = scorer_.codes_;
      constexpr std::size_t ahead = 2;
      for (std::size_t at = 0; at < history_.size(); ++at) {
        if (at + ahead < history_.size()) codes.prefetch(history_[at + ahead].item.row);
        codes.add_row(history_[at].item.row, history_[at].weight, query_);
      }
    }
    return query_;
  }

  // What each purchase of the history adds to the item's score, if the customer's vector is a weighted sum.
  void weigh_sources(ItemId item, std::span<float> amounts) const {
    const FactorMatrix& factors = scorer_.part_.item_factors;
    const CodeRows& codes = scorer_.codes_;
    if (codes.rows() == 0) {
      for (std::size_t at = 0; at < history_.size(); ++at) {
        amounts[at] = history_[at].weight * dot(factors.row(history_[at].item.row), factors.row(item.row));
      }
      return;
    }
    std::vector<float> target(factors.dim());
    codes.add_row(item.row, 1, target);
    thread_local CodedQuery coded;
    code_query(target, coded);
    for (std::size_t at = 0; at < history_.size(); ++at) {
      amounts[at] = history_[at].weight * codes.score(coded, history_[at].item.row);
    }
  }

  const FactorsScorer& scorer_;
  std::vector<WeightedItem> history_;
  std::vector<float> query_;
  std::optional<RidgeEvidence> evidence_;  // ridge: built at the first add_terms()
};

FactorsScorer::FactorsScorer(const FactorsPart& part, std::unique_ptr<Index> index)
    : part_(part), index_(std::move(index)) {
  norms_.reserve(part.item_factors.rows());
  for (std::size_t row = 0; row < part.item_factors.rows(); ++row) {
    const auto factors = part.item_factors.row(row);
    norms_.push_back(std::sqrt(dot(factors, factors)));
  }
}

std::unique_ptr<FactorsScorer> FactorsScorer::of_blend(const FactorsPart& part, std::unique_ptr<FactorMatrix> leading,
                                                       std::unique_ptr<Index> generating) {
  auto scorer = std::make_unique<FactorsScorer>(part, std::move(generating));
  scorer->leading_ = std::move(leading);
  scorer->codes_ = CodeRows(part.item_factors);
  return scorer;
}

void fold_in(const FactorsPart& part, const CustomerState& customer, std::span<float> out) {
  folded(part, weighted_history(part, customer), out);
}

std::unique_ptr<Query> FactorsScorer::query(const CustomerState& customer) const {
  return std::make_unique<FactorsQuery>(*this, customer);
}

std::vector<ScoredItem> FactorsScorer::top(const CustomerState& customer, std::size_t count,
                                           const Exclusions& exclusions) const {
  return query(customer)->top(count, exclusions);
}

std::vector<std::vector<ScoredItem>> FactorsScorer::top_batch(std::span<const CustomerState> customers,
                                                              std::size_t count,
                                                              std::span<const Exclusions> exclusions) const {
  FactorMatrix queries(customers.size(), part_.item_factors.dim());
  for (std::size_t row = 0; row < customers.size(); ++row) fold_in(customers[row], queries.row(row));
  return index_->search_batch(queries, count, exclusions);
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
