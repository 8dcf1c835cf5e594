// The interface of every kind of part: scores, and the contribution of each past purchase to a score.
// Both come from the same arithmetic, so the reasons always match the ranking (METHODS 2).
//
//   scores   comparable within one answer; the contributions of an item sum to its score to float precision
//   threads  logically immutable once built: share among all threads (each thread has its own scratch memory)
//   errors   none once built; products that the part does not know are ignored in histories and score 0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/data/purchase.hpp"
#include "engine/ranking/candidate_items.hpp"
#include "engine/retrieval/exclusions.hpp"
#include "moshaver/types.hpp"

namespace moshaver {

enum class ReasonCode : std::uint8_t {
  bought_together,     // customers who bought `source` buy this              item_item
  similar_taste,       // near `source` in the embedding space                factors
  buy_again,           // the customer's own repeat purchases                 repeat
  customers_like_you,  // `customers` similar customers have it and `source`  repeat
  popular,             // popular with all customers                          table
  base,                // the odds of any product, and negative terms         additive ranker
  often_returned,      // buyers return it, complain of it or grade it low   lowers a score (negative_feedback.hpp)
  disliked,            // the customer, or similar customers, dislike it     likewise
  rarely_given,        // as a gift                                          likewise
};
inline constexpr std::size_t reason_code_count = 9;
std::string_view to_string(ReasonCode);

struct Contribution {
  ReasonCode code = ReasonCode::popular;
  ItemId source;                // the past purchase that contributes; the item itself if there is none
  float amount = 0;             // its part of the score, in the unit of the score; may be negative
  std::uint32_t customers = 0;  // for customers_like_you: their number
};

// The customer to recommend to. Views; valid during the call.
struct CustomerState {
  std::span<const Purchase> history;  // by time
  std::optional<UserId> user;         // the row in the histories of training, so as not to be its own neighbour
};

// One customer and one scorer: the work on the history is done once for all calls. Keeps views of both; for use by one
// thread.
class Query {
 public:
  virtual ~Query() = default;

  // As Scorer::top.
  [[nodiscard]] virtual std::vector<ScoredItem> top(std::size_t count, const Exclusions&) = 0;
  // Appends up to `count` candidates, best first, without scoring every product; none if the part cannot do that.
  virtual void generate_candidates(std::size_t count, const Exclusions&, std::vector<ItemId>& out) = 0;
  // Overwrites `scores` with one score a candidate: those of top(), up to rounding.
  virtual void score(const CandidateItems&, std::span<float> scores) = 0;
  // Appends the terms that sum to the item's score of top(), unordered and with zeros.
  virtual void add_terms(ItemId, std::vector<Contribution>& out) = 0;
  // The same without zeros, largest first.
  [[nodiscard]] std::vector<Contribution> evidence(ItemId);
};

class Scorer {
 public:
  virtual ~Scorer() = default;

  [[nodiscard]] virtual std::unique_ptr<Query> query(const CustomerState&) const = 0;

  // The best `count` items that `exclusions` allow, all of them if there are fewer; best first.
  [[nodiscard]] virtual std::vector<ScoredItem> top(const CustomerState&, std::size_t count,
                                                    const Exclusions&) const = 0;
  // One answer a customer, on the calling thread; faster than top() where a matrix product can be used.
  [[nodiscard]] virtual std::vector<std::vector<ScoredItem>> top_batch(std::span<const CustomerState>,
                                                                       std::size_t count,
                                                                       std::span<const Exclusions>) const;
  [[nodiscard]] std::vector<Contribution> evidence(const CustomerState& customer, ItemId item) const {
    return query(customer)->evidence(item);
  }
  // The most similar products, without the product itself.
  [[nodiscard]] virtual std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const = 0;
};

// A distinct product of a history.
struct HeldItem {
  ItemId item;
  float baskets = 1;             // number of baskets with it
  std::uint32_t last_order = 0;  // the latest of them
};
// The distinct products of a history, ascending; skips products with rows from item_count on.
[[nodiscard]] std::vector<HeldItem> held_items(std::span<const Purchase> history, std::uint32_t item_count);

// The products to exclude from an answer: hidden ones, and purchased ones unless `include_purchased`. Ascending, each
// once.
[[nodiscard]] std::vector<ItemId> excluded_items(std::span<const Purchase> history, std::span<const ItemId> hidden,
                                                 bool include_purchased);

}  // namespace moshaver
