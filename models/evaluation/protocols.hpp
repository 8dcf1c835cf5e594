// What to hide from training so that it can be asked for: ways of splitting purchase histories.
//
//   train    what may be learned from: same users, the held-out purchases gone. Where the latest are held out
//            (last_days, last_basket) that is the start of each history, if it is sorted by time
//   truth    per user the distinct items of the held-out purchases, ascending; empty: nothing to evaluate
//   likes    (quantity 0: liked, not bought) leave train with their window or item, and are never truth nor owned
//   owned    truth may hold items bought before as well (repeats). Where owned items are masked from the lists, take
//            them out of the truth with remove_owned_from_truth: what cannot be shown cannot be asked for
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

// Everything bought after `time`, seconds since 1970 UTC: what a model trained then had still to see. Purchases of
// unknown time stay in train.
[[nodiscard]] Holdout hold_out_since(PurchaseView, std::uint32_t time);

// Everything bought in the last `days` times 24 hours, counted back from the latest purchase of all (which is within).
// Purchases of unknown time stay in train.
[[nodiscard]] Holdout hold_out_last_days(PurchaseView, std::uint32_t days);

// One customer in `of`, by a hash of the row: every n-th of a list holds as many of a fold as the whole list does.
struct CustomerFold {
  std::uint32_t fold = 0, of = 1;
  [[nodiscard]] bool holds(std::size_t user) const {
    return (static_cast<std::uint64_t>(user) * 0x9e3779b97f4a7c15 >> 32) % of == fold;
  }
  bool operator==(const CustomerFold&) const = default;
};

// The last order with a purchase of each customer of the fold who has at least two such orders, and whatever comes after
// it.
[[nodiscard]] Holdout hold_out_last_basket(PurchaseView, CustomerFold = {});

// A random share of each customer's distinct items, every trace of them; at least one item stays, so a customer
// with a single item keeps it. The number is rounded up or down by chance: over all customers the share is met, and
// who has three items is sometimes evaluated on one. Depends on the seed, the row and the user's items only.
// 0 <= fraction <= 1.
[[nodiscard]] Holdout hold_out_random(PurchaseView, double fraction, std::uint64_t seed);

// As many, but half of each customer's (rounded up) are one item at random with those most like it, by cosine of who has
// them: what goes together is often bought together. A plain random share leaves the companions of all that is held out
// in train, which flatters models that remember pairs; tomorrow's purchases often come without theirs.
// Only customers of the fold have anything held out, and only they tell what is alike.
// Cost: per customer the buyers of all that the customer has, and of the one item once for each.
[[nodiscard]] Holdout hold_out_bundles(PurchaseView, double fraction, std::uint64_t seed, CustomerFold = {});

// Strong generalisation (Liang et al., "Variational Autoencoders for Collaborative Filtering", WWW 2018): a share of the
// customers, drawn by the seed, is kept out of training with all they have; asked with four fifths of their distinct
// items, at random, for the rest. `train` of the result is what is known when answering; what may be learned from are
// the histories of the others, as they are. Who has a single item cannot be asked and stays in training.
struct CustomerHoldout {
  Holdout answering;
  std::vector<bool> held_out;  // by user
};
[[nodiscard]] CustomerHoldout hold_out_customers(PurchaseView, double share, std::uint64_t seed);
inline constexpr double fold_in_share = 0.8;

enum class HoldoutKind : std::uint8_t { last_days, last_basket, random_items, bundles, since, customers };

struct HoldoutPlan {
  HoldoutKind kind = HoldoutKind::random_items;
  std::uint32_t days = 0;  // of last_days
  double fraction = 0;     // of random_items and bundles; of customers, the share held out
  std::uint64_t seed = 0;  // of random_items, bundles and customers
  std::uint32_t time = 0;  // of since
  CustomerFold fold = {};  // of last_basket and bundles
  bool operator==(const HoldoutPlan&) const = default;
};

// The sensible choice for data that came without instructions:
//   timestamps on 9 of 10 purchases -> the last window: as many whole days as hold a tenth of the purchases, from 1
//                                      to 30; unless that is over half of all, or under a thousandth
//   else two orders for 1 customer in 5 -> the last basket
//   else                                -> 10% of each customer's items at random
[[nodiscard]] HoldoutPlan choose_holdout(PurchaseView, std::uint64_t seed);
// Of any kind but customers.
[[nodiscard]] Holdout hold_out(PurchaseView, const HoldoutPlan&);
[[nodiscard]] std::string describe(const HoldoutPlan&);  // a phrase for reports: "purchases of the last 30 days"

// What was bought, ascending: the `owned` of a customer with this history.
[[nodiscard]] std::vector<ItemId> distinct_items(std::span<const Purchase>);
// The truth less what was owned, both ascending.
[[nodiscard]] std::vector<ItemId> without_owned(std::span<const ItemId> truth, std::span<const ItemId> owned);
// The same for every user of a truth, owned being what the histories hold.
void remove_owned(std::vector<std::uint64_t>& truth_offsets, std::vector<ItemId>& truth_items, PurchaseView histories);
inline void remove_owned_from_truth(Holdout& holdout) {
  remove_owned(holdout.truth_offsets, holdout.truth_items, holdout.train.view());
}

}  // namespace moshaver
