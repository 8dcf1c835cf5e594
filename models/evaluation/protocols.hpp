// Ways to split purchase histories into training data and held-out truth.
//
//   train    the same users without the held-out purchases. If the latest are held out (last_days, last_basket), that is
//            a prefix of each history that is sorted by time
//   truth    per user the distinct items of the held-out purchases, ascending; empty: the user is not evaluated
//   likes    (quantity 0: liked, not bought) are held out with their window or item, and are never truth nor owned
//   owned    truth may include items bought before (repeats). If owned items are masked from the lists, remove them from
//            the truth with remove_owned_from_truth
//   source   time windows: METHODS.md section 7, a random part is not like the future
//   read     tests/evaluation/protocols_test.cpp
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/data/purchase.hpp"

namespace moshaver {

struct Holdout {
  PurchaseHistories train;
  std::vector<std::uint64_t> truth_offsets = {0};  // users + 1
  std::vector<ItemId> truth_items;

  [[nodiscard]] std::span<const ItemId> truth(UserId user) const {
    assert(user.row + 1 < truth_offsets.size());
    return std::span(truth_items)
        .subspan(truth_offsets[user.row], truth_offsets[user.row + 1] - truth_offsets[user.row]);
  }
};

// Holds out purchases after `time`, seconds since 1970 UTC: what a model trained then has not seen. Purchases of unknown
// time stay in train.
[[nodiscard]] Holdout hold_out_since(PurchaseView, std::uint32_t time);

// Holds out purchases of the last `days` times 24 hours, up to and including the latest purchase of all.
// Purchases of unknown time stay in train.
[[nodiscard]] Holdout hold_out_last_days(PurchaseView, std::uint32_t days);

// One customer in `of`, by a hash of the row: every n-th row of a list has the same share of a fold as the whole list.
struct CustomerFold {
  std::uint32_t fold = 0, of = 1;
  [[nodiscard]] bool holds(std::size_t user) const {
    return (static_cast<std::uint64_t>(user) * 0x9e3779b97f4a7c15 >> 32) % of == fold;
  }
  bool operator==(const CustomerFold&) const = default;
};

// Holds out, for each customer of the fold with at least two orders with purchases, the last of them and all that
// follows it.
[[nodiscard]] Holdout hold_out_last_basket(PurchaseView, CustomerFold = {});

// Holds out a random share of each customer's distinct items, with all purchases of them. At least one item stays, so a
// customer with a single item keeps it. The number is rounded up or down at random, so that the share holds over all
// customers, and some customers with three items are evaluated on one. Depends on the seed, the row and the user's
// items only. 0 <= fraction <= 1.
[[nodiscard]] Holdout hold_out_random(PurchaseView, double fraction, std::uint64_t seed);

// Holds out as many items, but half of each customer's (rounded up) are one random item and those most similar to it, by
// cosine of their buyers. A plain random share leaves the products bought together with each held-out item in train,
// which favours models that memorise pairs; future purchases often come without such companions.
// Only the fold's customers have items held out, and similarities are computed from them alone.
// Cost per customer: the buyers of all their items, plus those of the random item once per item.
[[nodiscard]] Holdout hold_out_bundles(PurchaseView, double fraction, std::uint64_t seed, CustomerFold = {});

// Strong generalisation (Liang et al., "Variational Autoencoders for Collaborative Filtering", WWW 2018): a random share
// of the customers is excluded from training altogether. They are evaluated by folding in a random four fifths of their
// distinct items; the rest is the truth. answering.train is the histories to answer with; the training data is the
// unchanged histories of the other customers. Customers with a single item stay in training.
struct CustomerHoldout {
  Holdout answering;
  std::vector<bool> held_out;  // by user
};
[[nodiscard]] CustomerHoldout hold_out_customers(PurchaseView, double share, std::uint64_t seed);
inline constexpr double fold_in_share = 0.8;

enum class HoldoutKind : std::uint8_t { last_days, last_basket, random_items, bundles, since, customers };

struct HoldoutPlan {
  HoldoutKind kind = HoldoutKind::random_items;
  std::uint32_t days = 0;  // for last_days
  double fraction = 0;     // of items for random_items and bundles; of customers for customers
  std::uint64_t seed = 0;  // for random_items, bundles and customers
  std::uint32_t time = 0;  // for since
  CustomerFold fold = {};  // for last_basket and bundles
  bool operator==(const HoldoutPlan&) const = default;
};

// The default protocol for the data:
//   timestamps on 9 of 10 purchases -> the last days: as many whole days as have a tenth of the purchases, from 1 to
//                                      30; unless they have more than half of all, or less than a thousandth
//   else two orders for 1 customer in 5 -> the last basket
//   else                                -> 10% of each customer's items at random
[[nodiscard]] HoldoutPlan choose_holdout(PurchaseView, std::uint64_t seed);
// For every kind but customers.
[[nodiscard]] Holdout hold_out(PurchaseView, const HoldoutPlan&);
[[nodiscard]] std::string describe(const HoldoutPlan&);  // a phrase for reports: "purchases of the last 30 days"

// The items bought in a history, ascending: what the customer owns.
[[nodiscard]] std::vector<ItemId> distinct_items(std::span<const Purchase>);
// truth \ owned, both ascending.
[[nodiscard]] std::vector<ItemId> without_owned(std::span<const ItemId> truth, std::span<const ItemId> owned);
// The same for the truth of every user, with the items owned in the histories.
void remove_owned(std::vector<std::uint64_t>& truth_offsets, std::vector<ItemId>& truth_items, PurchaseView histories);
inline void remove_owned_from_truth(Holdout& holdout) {
  remove_owned(holdout.truth_offsets, holdout.truth_items, holdout.train.view());
}

}  // namespace moshaver
