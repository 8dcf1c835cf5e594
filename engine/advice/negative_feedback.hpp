// Lowers the scores of products that others were unhappy with, that are like what the customer dislikes, or that nobody
// gives as a gift when a gift is asked for.
//
//   everybody  LiveFeedback::factor: returns for quality, complaints, low grades (product_feedback.hpp has the formula)
//   alike      1 - A / (A + .1 (n + 5)). A: the similarity of the customer to those who dislike the product in any size,
//              summed (of more than 16, 16 stand for all); n: its purchases, each standing for a similarity of .1.
//              Similarity: common products / sqrt(products of one * products of the other)
//   own        1 - D / (D + L + 1). D: over the products that the customer dislikes, 1 for each of the same category and
//              brand, .8 of the same category; L: the same over the products bought or liked
//   gift       LiveFeedback::gift_factor, for the placement gift: milk is bought again and again, and given to nobody
//   score      of log odds: + log of the product of these; else * the product (a negative score moves the same way)
//   exact      the products are those that rank best after all scores are lowered: more are asked for until none of the
//              rest could pass
//   cost       .1 us a candidate, and .1 us for each customer who dislikes it; two bits a product of the catalogue
//   test       tests/advice/negative_feedback_test.cpp; measured by bench/feedback.cpp
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/advice/history.hpp"
#include "engine/data/item_bitmap.hpp"
#include "engine/live/shop_state.hpp"
#include "engine/ranking/scorer.hpp"

namespace moshaver {

// Refers to its arguments, which must outlive it. For one thread.
class NegativeFeedback {
 public:
  // Whom a score is for decides what lowers it.
  enum class For { everybody, customer, recipient };  // recipient: of a gift
  NegativeFeedback(const ShopState&, const AdviceHistory&, For);

  struct Factors {
    double everybody = 1, alike = 1, own = 1, gift = 1;
    [[nodiscard]] double all() const { return everybody * alike * own * gift; }
  };
  [[nodiscard]] const Factors& of(ItemId);

  // Of the model, or of another score, which is not log odds.
  enum class Scale { of_model, plain };
  // How much lower the score is; 0 or less.
  [[nodiscard]] float change_of(float score, ItemId, Scale = Scale::of_model);
  // The same as terms that sum to it, at most three.
  [[nodiscard]] std::vector<Contribution> terms(float score, ItemId, Scale = Scale::of_model);

  // All terms of the lowered score, largest first.
  [[nodiscard]] std::vector<Contribution> evidence(Query&, float score, ItemId);

  // The best `count` after lowering, with the lower scores. `top(n)` gives the best n before, best first.
  using Top = std::function<std::vector<ScoredItem>(std::size_t)>;
  [[nodiscard]] std::vector<ScoredItem> best(std::size_t count, const Top& top);
  // The same, beginning with what a call of top(depth(count)) has given already.
  [[nodiscard]] std::vector<ScoredItem> best(std::size_t count, std::vector<ScoredItem> first, const Top& top);
  // The score before lowering, of a product that best() gave.
  [[nodiscard]] float before(const ScoredItem& lowered) const;
  // How many to ask for, so that one call is nearly always enough.
  [[nodiscard]] static std::size_t depth(const ShopState&, std::size_t count);

 private:
  [[nodiscard]] double of_alike(ItemId head);
  [[nodiscard]] double of_own(ItemId) const;
  [[nodiscard]] double similarity_to(const std::string& customer_id, std::span<const Purchase> history);

  const ShopState& shop_;
  const AdviceHistory& history_;
  For whom_;
  bool scores_are_log_odds_;
  std::vector<ItemId> held_;     // the customer's products, ascending
  ItemBitmap is_held_, is_met_;  // of heads; is_met_: scratch, empty between two calls
  std::unordered_map<std::string, double> similarities_;
  std::map<ItemId, Factors> factors_;
  std::map<ItemId, float> before_;  // of scores that were lowered
};

}  // namespace moshaver
