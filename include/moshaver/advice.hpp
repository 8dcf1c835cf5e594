// The request for advice and the answer to it, the same for the library, the command line and HTTP.
//
//   names    customers and products by the shop's own keys
//   scores   unitless, higher is better, comparable only within one answer
//   reasons  in an answer: one for each past purchase that raises the score; `share`s sum to 1. In an explanation: every
//            term of the score; `amount`s sum to the score
//   tables   the fields' names, limits and meanings: advice_fields.hpp
//   tests    tests/advice/
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "moshaver/fields.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

enum class Placement {
  for_you,        // what this customer wants next
  similar,        // most like `product_id`
  alternatives,   // like `product_id` and of its category: what could be bought in its place
  complements,    // what buyers of `product_id` and of the cart buy besides, other categories only
  buy_again,      // what the customer has, best first
  trending,       // what is popular, the same for every customer
  post_purchase,  // what goes with the customer's last order
  gift,           // for `context.recipient_id`, or for who likes the products of `history`
};
inline constexpr std::array<std::string_view, 8> placement_names = {
    "for_you", "similar", "alternatives", "complements", "buy_again", "trending", "post_purchase", "gift"};
template <>
inline constexpr std::span<const std::string_view> words_of<Placement> = placement_names;
[[nodiscard]] std::string_view to_string(Placement);

// What a budget is for.
enum class BudgetScope { item, list };
inline constexpr std::array<std::string_view, 2> budget_scopes = {"item", "list"};
template <>
inline constexpr std::span<const std::string_view> words_of<BudgetScope> = budget_scopes;

// What may be recommended. A product whose price, brand, category or tags are unknown fails a filter on them.
struct AdviceFilters {
  std::string category;                   // a path from the general to the special: "Food" holds "Food > Tea"
  std::vector<std::string> brands, tags;  // any of them
  std::optional<double> price_min, price_max;
  std::vector<std::string> include;  // these only; empty: every product
  std::vector<std::string> exclude;
  std::optional<double> min_confidence;  // leaves out less certain items; removes all if the model gives no confidence
};

// From `from` up to, but without, `until`. ISO 8601 or Unix seconds; empty: open.
struct TimeRange {
  std::string from, until;
  bool operator==(const TimeRange&) const = default;
};

struct AdviceContext {
  std::string now;               // ISO 8601 or Unix seconds; empty: the clock's
  std::string need_by;           // the day on which it must be there; empty: no hurry
  std::string region;            // where it is delivered; empty: the customer's
  std::optional<double> budget;  // of one item, or of all items together; what has no price is left out
  BudgetScope budget_scope = BudgetScope::item;
  std::string currency;           // of the budget; empty: the shop's, and no other is accepted
  TimeRange at;                   // when a service is wanted
  std::string recipient_id;       // whom a gift is for
  std::string account_id;         // the organisation that the customer buys for; empty: the customer's
  std::vector<std::string> cart;  // not recommended again
  std::string language;           // of texts: en or fa; empty: the customer's, else the shop's
};

struct AdviceRequest {
  std::string customer_id;
  std::vector<std::string> history;  // instead of a customer: products bought, the oldest first
  std::string product_id;            // of similar, alternatives and complements
  Placement placement = Placement::for_you;
  std::size_t count = 10;  // 1 to 1,000
  bool include_purchased = false;
  std::size_t max_reasons = 3;      // 0: no reasons
  std::optional<double> diversity;  // 0: by score alone, 1: as different as can be; none: the model's
  AdviceFilters filters;
  AdviceContext context;
};

// Checks all that needs no shop. Every call that answers a request checks it too. Errors: invalid_argument, with the field.
[[nodiscard]] Result<void> check_request(const AdviceRequest&);

// One term of a score, or the sum of all terms that come from one past purchase.
struct Reason {
  // bought_together | similar_taste | buy_again | customers_like_you | popular | other; in an explanation also base: the
  // odds of any product
  std::string code;
  double amount = 0;              // in units of the score
  double share = 0;               // of all that raises the score; in an explanation negative if it lowers the score
  std::string product_id, title;  // the past purchase behind it; empty where none is
  std::string last_bought;        // of that product, ISO 8601 date; empty: unknown
  std::uint32_t times = 0;        // baskets that held it
  std::uint32_t customers = 0;    // behind a customers_like_you
  std::uint32_t terms = 0;        // that `other` sums up
  std::string text;               // a sentence
};

struct RecommendedItem {
  std::string product_id, title;
  std::size_t rank = 1;
  double score = 0;
  std::optional<double> price;       // what this customer pays; none: unknown
  std::optional<double> confidence;  // probability of a purchase within the model's window; none: the model gives none
  std::string arrives_by;            // ISO 8601 date; empty: unknown
  std::string slot;                  // of a service: when its first free slot begins, ISO 8601; empty: none
  std::string due_on;                // of what the customer buys again: ISO 8601 date; empty: unknown
  bool sponsored = false;            // its maker pays to be shown; that did not raise its rank
  std::vector<Reason> reasons;       // largest first
};

struct Removed {
  // withdrawn | out_of_stock | not_available_now | not_deliverable | over_budget | not_included | category | brand | tags
  // | price | excluded | in_cart | hidden | purchased | not_purchased | same_category | other_category | min_confidence
  std::string rule;
  std::size_t count = 0;
};

struct Advice {
  std::string advice_id;  // of this answer; no two are alike
  std::string customer_id;
  bool known = false;  // the model knows products of the customer's history; else the answer is what is popular
  // Of the four levels of advice: 0 a ranking; 1 it says how sure it is; 2 all of it can be delivered and paid.
  int level = 0;
  // What is missing for the next level: history, confidence, stock, prices, region, feedback.
  std::vector<std::string> next_level_needs;
  std::vector<RecommendedItem> items;  // best first
  std::optional<double> total;         // of the prices, if all are known
  std::vector<Removed> removed;        // each product under the first rule that it fails; in the order of the rules
  std::vector<std::string> ignored;    // product ids of the request that the shop does not know
  std::string back_on;                 // of product_id, if it is sold out: ISO 8601 date; empty: unknown
  std::size_t margin_moved = 0;        // items that the shop's margin moved among equal fits ([margin] of shop.toml)
  std::string model_id;
};

}  // namespace moshaver
