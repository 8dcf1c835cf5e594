// The order of an answer: what is learned to go with a product or to replace it first, then what the model ranks, then
// products newer than the model.
//
//   score    falls along the list; the score of a relation and that of the model are different measures
//   reasons  the terms of the score that ranked the product: relation or model
//   cost     one query of the model (engine/ranking/ranker.hpp)
//   test     tests/advice/advice_test.cpp, tests/advice/explanations_test.cpp
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/advice/eligible_products.hpp"
#include "engine/advice/history.hpp"
#include "engine/live/shop_state.hpp"
#include "engine/ranking/scorer.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

struct RankedProduct {
  ItemId item;
  float score = 0;        // falls along the list
  float model_score = 0;  // the model's own; 0 where it has none
};

// Views its arguments. For one thread.
class Ranking {
 public:
  // `product` is the request's; `eligible` is frozen.
  Ranking(const ShopState&, const AdviceRequest&, std::optional<ItemId> product, const AdviceHistory&,
          const EligibleProducts& eligible);
  // The same for a history, where a batch has ranked already what the model knows: `best` is Ranker::top's answer.
  Ranking(const ShopState&, const AdviceRequest&, const AdviceHistory&, const EligibleProducts& eligible,
          std::span<const ScoredItem> best);

  [[nodiscard]] std::span<const RankedProduct> products() const { return ranked_; }
  // Asked of a product alone: the same for everybody.
  [[nodiscard]] bool is_of_product() const { return by_product_; }
  // Terms of the product's score, largest first. Empty where the score is no sum of terms, and after a batch.
  [[nodiscard]] std::vector<Contribution> terms(const RankedProduct&);

 private:
  void rank_related(std::optional<ItemId> product);
  void add_model_scores();
  void add_best(std::span<const ScoredItem> best);
  void add_newer_products();

  const ShopState& shop_;
  const AdviceRequest& request_;
  const AdviceHistory& history_;
  const EligibleProducts& eligible_;
  bool by_product_ = false;
  std::unique_ptr<Query> query_;  // null: asked of a product alone, or after a batch
  std::vector<RankedProduct> ranked_;
  std::map<ItemId, std::vector<Contribution>> related_;
};

}  // namespace moshaver
