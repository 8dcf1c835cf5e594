// The order of an answer: for buy_again, what is due; for a gift to somebody unknown, first what is given most; else first
// what was learned to be similar to a product, to go with it or to replace it, then the model's ranking, then products
// newer than the model.
//
//   similar  what the model learned (models/relations/similar.hpp), and products newer than the model of the product's
//            own category among them by their kind; to a product newer than the model, all by their kind
//   varied   a personal list is as varied as the request says, else as the model: list_diversity()
//   score    never rises along the list, unless it is varied; relation scores and model scores are on different scales
//   lowered  by what people said of a product, before the best are chosen (negative_feedback.hpp)
//   reasons  the terms of the score that ranked the product: of the relation or of the model
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
#include "engine/advice/negative_feedback.hpp"
#include "engine/live/shop_state.hpp"
#include "engine/ranking/product_kind.hpp"
#include "engine/ranking/scorer.hpp"
#include "moshaver/advice.hpp"

namespace moshaver {

struct RankedProduct {
  ItemId item;
  float score = 0;        // never rises along the list, unless diversity is asked for
  float model_score = 0;  // the model's score, not lowered; 0 if it has none
};

// The request's diversity; where it names none, the model's for a personal list. With a least confidence it is 0: a
// varied list would hold less certain products, which are left out.
[[nodiscard]] double list_diversity(const ShopState&, const AdviceRequest&);

// Refers to its arguments, which must outlive it. For one thread.
class Ranking {
 public:
  // `product`: the request's product. `eligible` must be frozen.
  Ranking(const ShopState&, const AdviceRequest&, std::optional<ItemId> product, const AdviceHistory&,
          const EligibleProducts& eligible);
  // For a batch that has already ranked the model's products: `best` is the result of Ranker::top_batch for
  // NegativeFeedback::depth(shop, candidates_for_diversity(request.count, list_diversity(shop, request))) products.
  Ranking(const ShopState&, const AdviceRequest&, const AdviceHistory&, const EligibleProducts& eligible,
          std::span<const ScoredItem> best);

  [[nodiscard]] std::span<const RankedProduct> products() const { return ranked_; }
  // Adds products of another ranking at the end that this one does not have.
  void add_missing(std::span<const RankedProduct>);
  // Keeps only these, in the order that they have.
  void keep_only(std::span<const ItemId>);
  // Based on a product only: the same answer for every customer.
  [[nodiscard]] bool is_of_product() const { return by_product_; }
  // Terms of the product's score, largest first. Empty if the score is not a sum of terms, and after a batch.
  [[nodiscard]] std::vector<Contribution> terms(const RankedProduct&);

 private:
  void rank_due();
  void rank_usual_gifts();
  void rank_related(std::optional<ItemId> product);
  void rank_similar(ItemId product);
  [[nodiscard]] ProductKind kind_of(ItemId) const;
  void add_model_scores();
  void add_best(std::span<const ScoredItem> best);
  void add_newer_products();

  const ShopState& shop_;
  const AdviceRequest& request_;
  const AdviceHistory& history_;
  const EligibleProducts& eligible_;
  NegativeFeedback feedback_;
  bool by_product_ = false;
  std::unique_ptr<Query> query_;  // null: is_of_product(), or after a batch
  std::vector<RankedProduct> ranked_;
  std::map<ItemId, std::vector<Contribution>> related_;
};

}  // namespace moshaver
