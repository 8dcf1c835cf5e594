#include "models/evaluation/protocols.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "models/evaluation/evaluation_task.hpp"

using namespace moshaver;

namespace {

constexpr std::uint32_t day = 86'400;
constexpr std::uint32_t start = 1'600'000'000;

PurchaseHistories histories(const std::vector<std::vector<Purchase>>& users) {
  PurchaseHistories result;
  for (const auto& user : users) {
    result.purchases.insert(result.purchases.end(), user.begin(), user.end());
    result.offsets.push_back(result.purchases.size());
  }
  return result;
}

// 300 users over 200 days: 0 to 12 baskets of 1 to 4 products out of 40, so products repeat.
PurchaseHistories random_histories(bool dated) {
  std::mt19937 random(13);
  std::vector<std::vector<Purchase>> users(300);
  for (auto& user : users) {
    const auto baskets = static_cast<std::uint32_t>(random() % 13);
    std::vector<std::uint32_t> times;
    for (std::uint32_t i = 0; i < baskets; ++i)
      times.push_back(static_cast<std::uint32_t>(start + random() % (200 * day)));
    std::sort(times.begin(), times.end());
    for (std::uint32_t order = 0; order < baskets; ++order) {
      const auto products = static_cast<std::uint32_t>(1 + random() % 4);
      for (std::uint32_t i = 0; i < products; ++i) {
        user.push_back(
            {.item = {static_cast<std::uint32_t>(random() % 40)}, .time = dated ? times[order] : 0, .order = order});
      }
    }
  }
  return histories(users);
}

std::vector<ItemId> items_where(std::span<const Purchase> history, auto&& wanted) {
  std::vector<Purchase> chosen;
  std::copy_if(history.begin(), history.end(), std::back_inserter(chosen), wanted);
  return distinct_items(chosen);
}

std::vector<ItemId> truth_of(const Holdout& holdout, std::uint32_t user) {
  const auto truth = holdout.truth({user});
  return {truth.begin(), truth.end()};
}

// Holds for every split: train is a subsequence of the history, and train and truth together hold all products.
void check_consistent(const PurchaseHistories& all, const Holdout& holdout) {
  const PurchaseView view = all.view();
  REQUIRE(holdout.train.view().user_count() == view.user_count());
  REQUIRE(holdout.truth_offsets.size() == all.offsets.size());
  for (std::uint32_t user = 0; user < view.user_count(); ++user) {
    CAPTURE(user);
    const auto history = view.history({user}), train = holdout.train.view().history({user});
    auto next = history.begin();
    for (const Purchase& purchase : train) {
      next = std::find(next, history.end(), purchase);
      REQUIRE(next != history.end());
      ++next;
    }
    std::vector<ItemId> seen = distinct_items(train), truth = truth_of(holdout, user);
    REQUIRE(std::is_sorted(truth.begin(), truth.end()));
    REQUIRE(std::adjacent_find(truth.begin(), truth.end()) == truth.end());
    REQUIRE(truth.empty() == (train.size() == history.size()));
    std::vector<ItemId> together;
    std::set_union(seen.begin(), seen.end(), truth.begin(), truth.end(), std::back_inserter(together));
    REQUIRE(together == distinct_items(history));
  }
}

}  // namespace

TEST_CASE("last_days holds out exactly the purchases of the window and leaves none of them in train") {
  const PurchaseHistories all = random_histories(true);
  const Holdout holdout = hold_out_last_days(all.view(), 30);
  check_consistent(all, holdout);
  std::uint32_t latest = 0;
  for (const Purchase& purchase : all.purchases) latest = std::max(latest, purchase.time);
  for (const Purchase& purchase : holdout.train.purchases) REQUIRE(purchase.time <= latest - 30 * day);
  for (std::uint32_t user = 0; user < 300; ++user) {
    const auto history = all.view().history({user});
    const auto in_window = [&](const Purchase& purchase) { return purchase.time > latest - 30 * day; };
    REQUIRE(truth_of(holdout, user) == items_where(history, in_window));
    // Histories are sorted by time: train is a prefix.
    const auto train = holdout.train.view().history({user});
    REQUIRE(std::equal(train.begin(), train.end(), history.begin()));
  }
}

TEST_CASE("a window of one day ends at the latest purchase, and a purchase 24 hours earlier is outside") {
  const std::uint32_t end = start + 100 * day;
  const PurchaseHistories all = histories({{{.item = {1}, .time = 0},
                                            {.item = {2}, .time = end - day},
                                            {.item = {3}, .time = end - day + 1},
                                            {.item = {2}, .time = end}}});
  const Holdout holdout = hold_out_last_days(all.view(), 1);
  CHECK(truth_of(holdout, 0) == std::vector<ItemId>{{2}, {3}});
  CHECK(distinct_items(holdout.train.purchases) == std::vector<ItemId>{{1}, {2}});  // the undated one stays
}

TEST_CASE("last_basket holds out the last basket of customers with two or more, and of no others") {
  const PurchaseHistories all = random_histories(false);
  const Holdout holdout = hold_out_last_basket(all.view());
  check_consistent(all, holdout);
  std::size_t evaluated = 0;
  for (std::uint32_t user = 0; user < 300; ++user) {
    const auto history = all.view().history({user});
    const auto train = holdout.train.view().history({user});
    if (history.empty() || history.back().order == 0) {
      REQUIRE(truth_of(holdout, user).empty());
      continue;
    }
    ++evaluated;
    const std::uint32_t last = history.back().order;
    REQUIRE(truth_of(holdout, user) == items_where(history, [&](const Purchase& p) { return p.order == last; }));
    REQUIRE(train.back().order == last - 1);
  }
  CHECK(evaluated > 200);
}

TEST_CASE("a random holdout takes all purchases of a product, and leaves each customer at least one product") {
  const PurchaseHistories all = random_histories(false);
  for (const double fraction : {0.0, 0.1, 0.5, 1.0}) {
    CAPTURE(fraction);
    const Holdout holdout = hold_out_random(all.view(), fraction, 3);
    check_consistent(all, holdout);
    double held = 0, distinct = 0;
    for (std::uint32_t user = 0; user < 300; ++user) {
      const auto train = distinct_items(holdout.train.view().history({user})), truth = truth_of(holdout, user);
      REQUIRE(without_owned(truth, train) == truth);
      REQUIRE(train.empty() == all.view().history({user}).empty());
      held += static_cast<double>(truth.size());
      distinct += static_cast<double>(truth.size() + train.size());
    }
    // About 3,500 products: the share held out by random rounding varies by less than 1%.
    if (fraction <= 0.5) CHECK(held / distinct == Approx(fraction).margin(0.02));
  }
}

TEST_CASE("a random holdout is the same for the same seed, and each user's part is independent of other users") {
  PurchaseHistories all = random_histories(false);
  const Holdout once = hold_out_random(all.view(), 0.3, 7), again = hold_out_random(all.view(), 0.3, 7);
  CHECK(once.truth_items == again.truth_items);
  CHECK(once.train.purchases == again.train.purchases);
  CHECK(once.truth_items != hold_out_random(all.view(), 0.3, 8).truth_items);
  all.offsets.resize(101);  // the first hundred users alone
  all.purchases.resize(all.offsets.back());
  const Holdout fewer = hold_out_random(all.view(), 0.3, 7);
  for (std::uint32_t user = 0; user < 100; ++user) REQUIRE(truth_of(fewer, user) == truth_of(once, user));
}

TEST_CASE("a random holdout leaves customers with one product unchanged, however often they bought it") {
  const PurchaseHistories all = histories({{{.item = {4}}, {.item = {4}}}, {}});
  const Holdout holdout = hold_out_random(all.view(), 1, 1);
  CHECK(holdout.truth_items.empty());
  CHECK(holdout.train.purchases.size() == 2);
}

TEST_CASE("a like is neither truth nor owned, and a like inside the window is removed from train") {
  const std::uint32_t end = start + 100 * day;
  const PurchaseHistories all = histories({{{.item = {1}, .time = start, .order = 0},
                                            {.item = {2}, .time = start, .order = 0, .quantity = 0},
                                            {.item = {2}, .time = end, .order = 1},
                                            {.item = {3}, .time = end, .order = 1, .quantity = 0},
                                            {.item = {4}, .time = end, .order = 2, .quantity = 0}}});
  for (Holdout holdout : {hold_out_last_days(all.view(), 1), hold_out_last_basket(all.view())}) {
    CHECK(truth_of(holdout, 0) == std::vector<ItemId>{{2}});
    CHECK(holdout.train.purchases.size() == 2);
    remove_owned_from_truth(holdout);
    CHECK(truth_of(holdout, 0) == std::vector<ItemId>{{2}});  // liked before, but not owned
  }
  const Holdout random = hold_out_random(all.view(), 1, 1);  // one of 1 and 2, with its like
  REQUIRE(truth_of(random, 0).size() == 1);
  for (const Purchase& purchase : random.train.purchases) CHECK(purchase.item != truth_of(random, 0)[0]);
}

TEST_CASE("remove_owned_from_truth removes each user's owned products and nothing else") {
  const PurchaseHistories all = random_histories(true);
  Holdout holdout = hold_out_last_days(all.view(), 40);
  const Holdout before = holdout;
  remove_owned_from_truth(holdout);
  CHECK(holdout.train.purchases == before.train.purchases);
  CHECK(holdout.truth_items.size() < before.truth_items.size());
  for (std::uint32_t user = 0; user < 300; ++user) {
    std::vector<ItemId> fresh;
    const auto owned = distinct_items(before.train.view().history({user}));
    for (const ItemId item : before.truth({user})) {
      if (std::find(owned.begin(), owned.end(), item) == owned.end()) fresh.push_back(item);
    }
    REQUIRE(truth_of(holdout, user) == fresh);
  }
}

TEST_CASE("dated data is evaluated on its last tenth, in whole days, at most 30") {
  const auto even = [](std::uint32_t days) {  // one purchase a day, a user each
    std::vector<std::vector<Purchase>> users;
    for (std::uint32_t i = 0; i < days; ++i) users.push_back({{.item = {i % 7}, .time = start + i * day}});
    return histories(users);
  };
  CHECK(choose_holdout(even(200).view(), 1) == HoldoutPlan{.kind = HoldoutKind::last_days, .days = 20});
  CHECK(choose_holdout(even(2000).view(), 1) == HoldoutPlan{.kind = HoldoutKind::last_days, .days = 30});
  CHECK(choose_holdout(even(4).view(), 1) == HoldoutPlan{.kind = HoldoutKind::last_days, .days = 1});
}

TEST_CASE("data without usable times is evaluated on the last basket, or else on a random tenth") {
  const HoldoutPlan random_tenth{.kind = HoldoutKind::random_items, .fraction = 0.1, .seed = 5};
  CHECK(choose_holdout(random_histories(false).view(), 5).kind == HoldoutKind::last_basket);
  const PurchaseHistories single_orders = histories({{{.item = {1}}, {.item = {2}}}, {{.item = {3}}}});
  CHECK(choose_holdout(single_orders.view(), 5) == random_tenth);
  CHECK(choose_holdout({}, 5) == random_tenth);

  // All purchases on one day: a window would leave nothing to train on.
  PurchaseHistories one_day = random_histories(true);
  for (Purchase& purchase : one_day.purchases) purchase.time = start + purchase.time % day;
  CHECK(choose_holdout(one_day.view(), 5).kind == HoldoutKind::last_basket);

  // One purchase dated far in the future by a wrong clock: the window would hold only that purchase.
  PurchaseHistories wrong_clock = random_histories(true);
  wrong_clock.purchases.back().time = start + 10'000 * day;
  CHECK(choose_holdout(wrong_clock.view(), 5).kind == HoldoutKind::last_basket);

  // A fifth undated is too much to split by time.
  PurchaseHistories half_dated = random_histories(true);
  for (std::size_t i = 0; i < half_dated.purchases.size(); i += 5) half_dated.purchases[i].time = 0;
  CHECK(choose_holdout(half_dated.view(), 5).kind == HoldoutKind::last_basket);
}

TEST_CASE("hold_out follows the chosen plan, and describe names it") {
  const PurchaseHistories all = random_histories(true);
  const HoldoutPlan plan = choose_holdout(all.view(), 1);
  const Holdout holdout = hold_out(all.view(), plan);
  check_consistent(all, holdout);
  CHECK(holdout.truth_items == hold_out_last_days(all.view(), plan.days).truth_items);
  CHECK(describe({.kind = HoldoutKind::last_days, .days = 1}) == "purchases of the last day");
  CHECK(describe({.kind = HoldoutKind::last_days, .days = 14}) == "purchases of the last 14 days");
  CHECK(describe({.kind = HoldoutKind::last_basket}) == "each customer's last basket");
  CHECK(describe({.kind = HoldoutKind::random_items, .fraction = 0.1, .seed = 4}) ==
        "a random 10% of each customer's products, seed 4");
}

TEST_CASE("since holds out purchases after that time, not at that time, and keeps undated ones in train") {
  const PurchaseHistories all = histories(
      {{{.item = {1}, .time = 100}, {.item = {2}, .time = 101, .order = 1}, {.item = {3}, .time = 0, .order = 2}},
       {{.item = {4}, .time = 99}}});
  const Holdout holdout = hold_out_since(all.view(), 100);
  check_consistent(all, holdout);
  CHECK(truth_of(holdout, 0) == std::vector<ItemId>{{2}});
  CHECK(truth_of(holdout, 1).empty());
  CHECK(hold_out(all.view(), {.kind = HoldoutKind::since, .time = 100}).truth_items == holdout.truth_items);
}

TEST_CASE("strong generalisation holds out a share of the customers, and a fifth of the products of each of them") {
  const PurchaseHistories all = random_histories(false);
  const CustomerHoldout holdout = hold_out_customers(all.view(), 0.3, 7);
  std::size_t held_out = 0, known = 0, asked = 0;
  for (std::uint32_t user = 0; user < 300; ++user) {
    const std::vector<ItemId> truth = truth_of(holdout.answering, user);
    const std::vector<ItemId> before = distinct_items(holdout.answering.train.view().history({user}));
    if (!holdout.held_out[user]) {
      CHECK(truth.empty());
      continue;
    }
    ++held_out;
    known += before.size();
    asked += truth.size();
    CHECK_FALSE(before.empty());
    std::vector<ItemId> together;
    std::set_union(before.begin(), before.end(), truth.begin(), truth.end(), std::back_inserter(together));
    CHECK(together == distinct_items(all.view().history({user})));
    CHECK(together.size() == before.size() + truth.size());
  }
  CHECK(held_out > 60);
  CHECK(held_out < 110);
  CHECK(static_cast<double>(asked) / static_cast<double>(asked + known) == Approx(0.2).margin(0.02));
  CHECK(hold_out_customers(all.view(), 0.3, 7).held_out == holdout.held_out);
  CHECK(hold_out_customers(all.view(), 0.3, 8).held_out != holdout.held_out);
  CHECK(hold_out_customers(all.view(), 0, 7).answering.truth_items.empty());
}

TEST_CASE(
    "strong generalisation trains on all purchases of the other customers and on none of the held-out customers") {
  const PurchaseHistories all = random_histories(false);
  Histories given;
  given.offsets = all.offsets;
  given.purchases = all.purchases;
  given.item_count = 40;
  const HoldoutPlan plan{.kind = HoldoutKind::customers, .fraction = 0.3, .seed = 7};
  const EvaluationTask task = hold_out_from(given, plan, false);
  const auto held_out = hold_out_customers(all.view(), 0.3, 7).held_out;
  REQUIRE(task.asked_with);
  REQUIRE(task.train.user_count() == 300);
  std::size_t evaluated = 0;
  for (std::uint32_t row = 0; row < 300; ++row) {
    const UserId user{row};
    const auto learned = task.train.of(user), whole = given.of(user);
    CHECK(learned.size() == (held_out[row] ? 0 : whole.size()));
    if (held_out[row]) CHECK_FALSE(task.known().of(user).empty());
    evaluated += !task.truth_of(user).empty();
  }
  CHECK(evaluated == evaluated_users(task).size());
  CHECK(evaluated > 50);
  CHECK(task.protocol.find("30% of the customers") != std::string::npos);
}

TEST_CASE("a bundle holdout takes similar products, a given share of them, and leaves each customer at least one") {
  // Two tastes of ten items; each user has eight of one and eight of the other.
  PurchaseHistories histories;
  for (std::uint32_t user = 0; user < 60; ++user) {
    for (std::uint32_t item = 0; item < 20; ++item) {
      // Which two items a user lacks depends on the user, so that items of a taste are similar.
      if ((item + user) % 10 < 2) continue;
      histories.purchases.push_back({ItemId{item}});
    }
    histories.offsets.push_back(histories.purchases.size());
  }
  const Holdout holdout = hold_out_bundles(histories.view(), 0.25, 3);
  const Holdout again = hold_out_bundles(histories.view(), 0.25, 3);
  CHECK(holdout.truth_items == again.truth_items);
  for (std::uint32_t user = 0; user < 60; ++user) {
    CHECK(holdout.truth(UserId{user}).size() == 4);  // a quarter of sixteen
    CHECK(holdout.train.view().history(UserId{user}).size() == 12);
  }
  const Holdout all = hold_out_bundles(histories.view(), 1, 3);
  for (std::uint32_t user = 0; user < 60; ++user) CHECK(all.train.view().history(UserId{user}).size() == 1);
}
