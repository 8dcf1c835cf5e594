// What every kind of part can do once it is ready to answer: score, and say what each past purchase contributed.
// Score and evidence come from the same arithmetic, so a reason cannot drift from the ranking (METHODS 2).
//
//   scores   comparable within one answer; the contributions of an item sum to its score to float precision
//   threads  logically immutable once built: share among all threads (scratch space is per thread)
//   errors   none once built; rows beyond the part's products are ignored in histories and score nothing
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
  bought_together,     // customers who bought `source` buy this            item_item
  similar_taste,       // it lies near `source` in taste                    factors
  buy_again,           // the customer's own rhythm                         rhythm
  customers_like_you,  // `customers` most alike hold it and `source` too   rhythm
  popular,             // it is bought most by everybody                    table
  base,                // the odds of any product, and what parts say against it    additive ranker
};
inline constexpr std::size_t reason_code_count = 6;
std::string_view to_string(ReasonCode);

struct Contribution {
  ReasonCode code = ReasonCode::popular;
  ItemId source;                // the past purchase behind it; the item itself where none is
  float amount = 0;             // its share of the score, in the score's own measure; may be negative
  std::uint32_t customers = 0;  // how many stand behind a customers_like_you
};

// Whom to answer. Views; valid during the call.
struct CustomerState {
  std::span<const Purchase> history;  // by time
  std::optional<UserId> user;         // a row of the histories the scorer was built over: not a neighbour of itself
};

// One customer before one scorer: what is worked out of the history once, whatever is asked then. Views both; for the
// thread that asked.
class Query {
 public:
  virtual ~Query() = default;

  // As Scorer::top.
  [[nodiscard]] virtual std::vector<ScoredItem> top(std::size_t count, const Exclusions&) = 0;
  // Appends, best first, up to `count` of the best that can be found without scoring every product; none where there is
  // no such way.
  virtual void generate_candidates(std::size_t count, const Exclusions&, std::vector<ItemId>& out) = 0;
  // One score a candidate, overwritten: those of top(), up to rounding.
  virtual void score(const CandidateItems&, std::span<float> scores) = 0;
  // Appends, in no order, 0 among them, what sums to the score that top() gives the item.
  virtual void add_terms(ItemId, std::vector<Contribution>& out) = 0;
  // The same, largest first; only what is not 0.
  [[nodiscard]] std::vector<Contribution> evidence(ItemId);
};

class Scorer {
 public:
  virtual ~Scorer() = default;

  [[nodiscard]] virtual std::unique_ptr<Query> query(const CustomerState&) const = 0;

  // The best `count` that `exclusions` allow, all of them when there are fewer; best first.
  [[nodiscard]] virtual std::vector<ScoredItem> top(const CustomerState&, std::size_t count,
                                                    const Exclusions&) const = 0;
  // One answer a customer, on the calling thread; faster than one by one where there is a product of matrices in it.
  [[nodiscard]] virtual std::vector<std::vector<ScoredItem>> top_batch(std::span<const CustomerState>,
                                                                       std::size_t count,
                                                                       std::span<const Exclusions>) const;
  [[nodiscard]] std::vector<Contribution> evidence(const CustomerState& customer, ItemId item) const {
    return query(customer)->evidence(item);
  }
  // Products most like this one, itself left out.
  [[nodiscard]] virtual std::vector<ScoredItem> similar(ItemId, std::size_t count, const Exclusions&) const = 0;
};

// The weight of products held in n baskets, and other sums over a history, want each product once.
struct HeldItem {
  ItemId item;
  float baskets = 1;
  std::uint32_t last_order = 0;  // of the latest of them
};
// Distinct products of a history, ascending, with the number of separate baskets that held each; those with rows from
// item_count on are left out.
[[nodiscard]] std::vector<HeldItem> held_items(std::span<const Purchase> history, std::uint32_t item_count);

// The products an answer must leave out: hidden ones, and owned ones unless they may come again. Ascending, each once.
[[nodiscard]] std::vector<ItemId> excluded_items(std::span<const Purchase> history, std::span<const ItemId> hidden,
                                                 bool include_purchased);

}  // namespace moshaver
