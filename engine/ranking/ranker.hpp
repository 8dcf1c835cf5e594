// A trained model, ready to answer: by its parts for customers with a known product in their history, by popularity for
// everybody else. Serving and evaluation both use this class.
//
//   owns     the model; reads the histories only while it is built
//   threads  immutable once built: share it. The parts of a blend are built on all threads of the machine
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/data/histories.hpp"
#include "engine/model/additive_model.hpp"
#include "engine/model/parts.hpp"
#include "engine/ranking/confidence.hpp"
#include "engine/ranking/scorer.hpp"
#include "engine/ranking/table_scorer.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

class AdditiveScorer;

class Ranker {
 public:
  // If the histories have more products than the model, it is padded: products newer than the training score 0.
  // `IndexKind` selects the index over item factors, with the parameters that the model records for that kind, else
  // with the defaults; without it, the index that the model records, else an exact one.
  // Errors: invalid_argument for factors that cannot be indexed, or more products than the histories have.
  [[nodiscard]] static Result<Ranker> build(Model, const Histories&, std::optional<IndexKind> = std::nullopt);

  [[nodiscard]] std::vector<ScoredItem> top(const CustomerState&, std::size_t count, const Exclusions&) const;
  [[nodiscard]] std::vector<std::vector<ScoredItem>> top_batch(std::span<const CustomerState>, std::size_t count,
                                                               std::span<const Exclusions>) const;
  // For an answer with reasons: work that both need is done once. The ranker must outlive it.
  [[nodiscard]] std::unique_ptr<Query> query(const CustomerState& customer) const {
    return scorer_for(customer).query(customer);
  }
  [[nodiscard]] std::vector<Contribution> evidence(const CustomerState& customer, ItemId item) const {
    return query(customer)->evidence(item);
  }
  [[nodiscard]] std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const;
  // Whether anybody had bought the product when the model was trained.
  [[nodiscard]] bool knows(ItemId item) const {
    return item.row < model_->popularity.scores.size() && model_->popularity.scores[item.row] > 0;
  }
  [[nodiscard]] bool knows_any(std::span<const Purchase> history) const;

  [[nodiscard]] const Model& model() const { return *model_; }
  // The index over item factors.
  [[nodiscard]] IndexKind index() const { return index_; }
  // nullopt for unknown customers, and if the model has neither an additive ranker nor a calibration.
  [[nodiscard]] std::optional<Confidence> confidence(const CustomerState&) const;
  // Moves the model out.
  [[nodiscard]] Model release() && { return std::move(*model_); }
  [[nodiscard]] bool states_confidence() const { return additive_ != nullptr || model_->calibration.has_value(); }
  // Null: the model has no additive ranker.
  [[nodiscard]] const AdditiveScorer* additive() const { return additive_; }

 private:
  explicit Ranker(Model model) : model_(std::make_unique<Model>(std::move(model))), general_(model_->popularity) {}
  [[nodiscard]] const Scorer& scorer_for(const CustomerState&) const;

  std::unique_ptr<Model> model_;  // scorers keep views of it, so it must not move
  std::unique_ptr<Scorer> scorer_;
  const AdditiveScorer* additive_ = nullptr;  // scorer_, if it is one
  TableScorer general_;
  IndexKind index_ = IndexKind::exact;
  std::uint32_t item_count_ = 0;
  std::uint32_t now_ = 0;  // the data's last purchase, seconds since 1970 UTC; counted for a calibration only
};

}  // namespace moshaver
