// A trained model, ready to answer: its own part for customers whose history it knows something of, and the general
// answer (what is popular) for everybody else. This is the path that is served, and the one that evaluation measures.
//
//   owns     the model; views the histories only while it is built
//   threads  immutable once built: share it. A blend's parts are made ready on all threads of the machine
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/data/histories.hpp"
#include "engine/model/additive_model.hpp"
#include "engine/model/parts.hpp"
#include "engine/ranking/scorer.hpp"
#include "engine/ranking/table_scorer.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

class AdditiveScorer;

// Turns the scores of one customer's answers into probabilities of purchase within the ranker's window.
struct Confidence {
  double chance_to_return = 1;  // that the customer buys anything within it
  [[nodiscard]] double of(float score) const { return chance_to_return * given_return(score); }
  [[nodiscard]] static double given_return(float score) { return probability(static_cast<double>(score)); }
};

class Ranker {
 public:
  // A model of fewer products than the histories have is padded: what came after it was trained scores nothing.
  // Factors are searched by the index of this kind, with the parameters that the model records for it if it does, else
  // with the defaults; of no kind: by the one that the model records, or exactly.
  // Errors: invalid_argument for factors that cannot be indexed, or more products than the histories have.
  [[nodiscard]] static Result<Ranker> build(Model, const Histories&, std::optional<IndexKind> = std::nullopt);

  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const;
  [[nodiscard]] std::vector<std::vector<ScoredItem>> top_batch(std::span<const CustomerState>, std::size_t count,
                                                               std::span<const Exclusions>) const;
  // For an answer with its reasons: what both need of the customer is worked out once. Not to outlive the ranker.
  [[nodiscard]] std::unique_ptr<Query> query(const CustomerState& customer) const {
    return scorer_for(customer).query(customer);
  }
  [[nodiscard]] std::vector<Contribution> evidence(const CustomerState& customer, ItemId item) const {
    return query(customer)->evidence(item);
  }
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const;
  // The model has seen the product bought.
  [[nodiscard]] bool knows(ItemId item) const {
    return item.row < model_->popularity.scores.size() && model_->popularity.scores[item.row] > 0;
  }
  [[nodiscard]] bool knows_any(std::span<const Purchase> history) const;

  [[nodiscard]] const Model& model() const { return *model_; }
  // What factors are searched by.
  [[nodiscard]] IndexKind index() const { return index_; }
  // How sure the answers to one customer are. Nothing where the model does not say, and for strangers.
  [[nodiscard]] std::optional<Confidence> confidence(const CustomerState&) const;
  // Gives the model back.
  [[nodiscard]] Model release() && { return std::move(*model_); }
  // Null: the model has no additive ranker.
  [[nodiscard]] const AdditiveScorer* additive() const { return additive_; }

 private:
  explicit Ranker(Model model) : model_(std::make_unique<Model>(std::move(model))), general_(model_->popularity) {}
  [[nodiscard]] const Scorer& scorer_for(const CustomerState&) const;

  std::unique_ptr<Model> model_;  // scorers view it: it must not move
  std::unique_ptr<Scorer> scorer_;
  const AdditiveScorer* additive_ = nullptr;  // scorer_, if it is one
  TableScorer general_;
  IndexKind index_ = IndexKind::exact;
};

}  // namespace moshaver
