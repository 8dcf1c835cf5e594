// Scores of small parts, compared with values computed by hand.
#include "engine/ranking/scorer.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "engine/ranking/factors_scorer.hpp"
#include "engine/ranking/item_item_scorer.hpp"
#include "engine/ranking/repeat_scorer.hpp"
#include "engine/ranking/table_scorer.hpp"
#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// 0 -> 1 by .5, 0 -> 2 by .25, 1 -> 2 by 1.
ItemItemPart three_products(float count_exponent) {
  ItemItemPart part;
  part.rows.columns = {1, 2, 2};
  part.rows.values = {0.5F, 0.25F, 1};
  part.rows.offsets = {0, 2, 3, 3};
  part.count_exponent = count_exponent;
  return part;
}

// One customer buys milk every week, and a lamp once; others buy milk and bread.
const std::vector<TestEvent>& weekly_shop() {
  static const std::vector<TestEvent> events = [] {
    std::vector<TestEvent> made = {{.customer = "weekly", .product = "lamp", .time = 100 * day}};
    for (std::int64_t week = 1; week <= 6; ++week) {
      made.push_back({.customer = "weekly", .product = "milk", .time = (100 + 7 * week) * day});
    }
    for (const char* other : {"a", "b", "c"}) {
      made.push_back({.customer = other, .product = "milk", .time = 120 * day});
      made.push_back({.customer = other, .product = "bread", .time = 130 * day});
    }
    made.push_back({.customer = "far", .product = "drill", .time = 131 * day});
    return made;
  }();
  return events;
}

}  // namespace

TEST_CASE(
    "an item-item score sums weights over the history, times baskets to a power, plus a small weight of popularity") {
  ItemItemPart part = three_products(0.5F);
  part.popularity_weight = 0.01F;
  const TablePart popularity{{1, 0.5F, 0.25F}};
  const ItemItemScorer scorer(part, popularity);
  const std::vector<Purchase> history = {
      {ItemId{0}, 0, 0}, {ItemId{0}, 0, 1}, {ItemId{1}, 0, 1}, {ItemId{0}, 0, 3}, {ItemId{0}, 0, 3}};
  const auto answer = scorer.top({history, {}}, 3, {});
  const double twice_bought = std::sqrt(3.0);  // three baskets held product 0
  CHECK(items_of(answer) == std::vector<ItemId>{{2}, {1}, {0}});
  CHECK(answer[0].score == Approx(twice_bought * 0.25 + 1 + 0.01 * 0.25));
  CHECK(answer[1].score == Approx(twice_bought * 0.5 + 0.01 * 0.5));
  CHECK(answer[2].score == Approx(0.01));
  const auto terms = scorer.evidence({history, {}}, ItemId{2});
  REQUIRE(terms.size() == 3);
  CHECK(terms[0].source == ItemId{1});
  CHECK(terms[0].code == ReasonCode::bought_together);
  CHECK(terms[1].amount == Approx(twice_bought * 0.25));
  CHECK(terms[2].code == ReasonCode::popular);
}

TEST_CASE("a table gives every customer the same answer, and at ties the smaller id first") {
  const TablePart table{{0.5F, 1, 0, 0.5F}};
  const TableScorer scorer(table);
  const std::vector<Purchase> history = {{ItemId{1}, 0, 0}};
  CHECK(items_of(scorer.top({history, {}}, 9, {})) == std::vector<ItemId>{{1}, {0}, {3}, {2}});
  CHECK(scorer.top({}, 2, {}) == scorer.top({history, {}}, 2, {}));
  CHECK(scorer.evidence({}, ItemId{2}).empty());
  CHECK(scorer.evidence({}, ItemId{9}).empty());
  CHECK(items_of(scorer.similar(ItemId{1}, 2, {})) == std::vector<ItemId>{{0}, {3}});
}

TEST_CASE("repeat ranks a weekly purchase first, and as new products those of similar customers") {
  const EventTable table = table_of(weekly_shop());
  const Ranker ranker = ranker_of("repeat", build_histories(table));
  const Histories histories = build_histories(table);
  const auto answer = items_of(ranker.top({histories.of(UserId{0}), UserId{0}}, 4, {}));
  const auto row = [&](const char* product) { return ItemId{*table.products.find(product)}; };
  CHECK(answer[0] == row("milk"));
  CHECK(answer.back() == row("drill"));
  const std::vector<ItemId> owned = excluded_items(histories.of(UserId{0}), {}, false);
  CHECK(items_of(ranker.top({histories.of(UserId{0}), UserId{0}}, 1, {owned})) == std::vector<ItemId>{row("bread")});
}

TEST_CASE("a customer is not one of their own neighbours") {
  const EventTable table = table_of(weekly_shop());
  const Histories histories = build_histories(table);
  const Ranker ranker = ranker_of("repeat", histories);
  const ItemId milk{*table.products.find("milk")};
  const auto neighbours = [&](std::optional<UserId> user) {
    for (const Contribution& term : ranker.evidence({histories.of(UserId{0}), user}, milk)) {
      if (term.code == ReasonCode::customers_like_you && term.source == milk) return term.customers;
    }
    return 0U;
  };
  CHECK(neighbours(UserId{0}) == 3);
  CHECK(neighbours(std::nullopt) == 4);  // for another customer with the same history, this customer is a neighbour too
}

TEST_CASE("a repeat score is own_share of the own profile plus the rest of the neighbours' profiles, by similarity") {
  // One basket each: all profiles are 1 for what is in it.
  const EventTable table = table_of({{.customer = "me", .product = "a", .order = "1"},
                                     {.customer = "me", .product = "b", .order = "1"},
                                     {.customer = "near", .product = "a", .order = "2"},
                                     {.customer = "near", .product = "b", .order = "2"},
                                     {.customer = "near", .product = "c", .order = "2"},
                                     {.customer = "half", .product = "a", .order = "3"},
                                     {.customer = "half", .product = "d", .order = "3"},
                                     {.customer = "other", .product = "e", .order = "4"}});
  const Histories histories = build_histories(table);
  const TablePart popularity{std::vector<float>(5, 0.0F)};
  RepeatPart part;
  part.own_share = 0.25F;
  const auto scores = [&] {
    const RepeatScorer scorer(part, popularity, histories);
    std::vector<double> by_item(5);
    for (const ScoredItem& scored : scorer.top({histories.of(UserId{0}), UserId{0}}, 5, {}))
      by_item[scored.item.row] = scored.score;
    return by_item;
  };
  const auto close_to = [&](const std::vector<double>& expected) {
    const std::vector<double> got = scores();
    for (std::size_t item = 0; item < expected.size(); ++item) CHECK(got[item] == Approx(expected[item]));
  };
  const double near = 2 / std::sqrt(3.0), half = 1 / std::sqrt(2.0);  // similarity: inner product over the other's norm
  for (const std::uint32_t neighbours : {2U, 50U}) {  // customers with nothing in common are not neighbours
    part.neighbours = neighbours;
    const double of_near = 0.75 * near / (near + half), of_half = 0.75 * half / (near + half);
    close_to({0.25 + 0.75, 0.25 + of_near, of_near, of_half, 0});
  }
  part.neighbours = 1;
  close_to({1, 1, 0.75, 0, 0});
  part.neighbours = 2;
  part.similarity_power = 2;  // 4 / 3 against 1 / 2
  close_to({1, 0.25 + 0.75 * 8 / 11, 0.75 * 8 / 11, 0.75 * 3 / 11, 0});
  part.similarity_power = 1;
  part.target_exponent = 1;  // a has 3 buyers, b has 2
  const double of_near = 0.75 * near / (near + half), of_half = 0.75 * half / (near + half);
  close_to({0.25 + 0.75 / 3, 0.25 + of_near / 2, of_near, of_half, 0});
  part.target_exponent = 0;
  part.item_exponent = 1;  // similarity to near: 1/3 + 1/2; to half: 1/3
  const double like_near = (1.0 / 3 + 1.0 / 2) / std::sqrt(3.0), like_half = 1.0 / 3 / std::sqrt(2.0);
  close_to({1, 0.25 + 0.75 * like_near / (like_near + like_half), 0.75 * like_near / (like_near + like_half),
            0.75 * like_half / (like_near + like_half), 0});
}

TEST_CASE("repeat looks at no more than buyers_cap buyers of a product, and still fills its answers") {
  std::vector<TestEvent> events;
  for (std::size_t user = 0; user < 500; ++user) {
    events.push_back({.customer = numbered("c", user), .product = "bag"});
    events.push_back({.customer = numbered("c", user), .product = numbered("p", user % 7)});
  }
  const EventTable table = table_of(events);
  const Histories histories = build_histories(table);
  const Ranker ranker = ranker_of("repeat", histories, {{"buyers_cap", 10}, {"neighbours", 100}});
  const std::vector<Purchase> history = {{ItemId{0}, 0, 0}};
  for (const Contribution& term : ranker.evidence({history, {}}, ItemId{0})) {
    if (term.code == ReasonCode::customers_like_you) CHECK(term.customers == 10);
  }
  CHECK(ranker.top({history, {}}, 100, {}).size() == 8);
}

TEST_CASE("an answer excludes hidden and owned products, but not products that are only liked") {
  const std::vector<Purchase> history = {
      {ItemId{5}, 0, 0, 2}, {ItemId{3}, 0, 0, 0}, {ItemId{5}, 0, 1, 1}, {ItemId{1}, 0, 1, 1}};
  const std::vector<ItemId> hidden = {{2}, {5}};
  CHECK(excluded_items(history, hidden, false) == std::vector<ItemId>{{1}, {2}, {5}});
  CHECK(excluded_items(history, hidden, true) == std::vector<ItemId>{{2}, {5}});
}

TEST_CASE(
    "item-item in a blend generates candidates from the largest entries of each row, and scores them by all entries") {
  constexpr std::uint32_t products = 200;
  std::mt19937 random(1);
  std::uniform_real_distribution<float> value(0.1F, 1);
  ItemItemPart part;
  for (std::uint32_t row = 0; row < products; ++row) {
    // Two long rows and a short one.
    for (std::uint32_t column = 3; row < 3 && column < (row < 2 ? products : 9); ++column) {
      part.rows.columns.push_back(column);
      part.rows.values.push_back(value(random));
    }
    part.rows.offsets.push_back(part.rows.columns.size());
  }
  const TablePart popularity{std::vector<float>(products)};
  const std::vector<Purchase> history = {{ItemId{0}, 0, 0}, {ItemId{1}, 0, 1}, {ItemId{2}, 0, 2}};
  std::vector<float> sums(products);
  for (std::uint32_t row = 0; row < 3; ++row) {
    const auto values = part.rows.values_of(row);
    std::vector<float> sorted(values.begin(), values.end());
    std::ranges::sort(sorted, std::greater());
    const float least = sorted[std::min<std::size_t>(sorted.size(), 64) - 1];
    for (std::size_t at = 0; at < values.size(); ++at) {
      if (values[at] >= least) sums[part.rows.columns_of(row)[at]] += values[at];
    }
  }
  std::vector<ItemId> expected;
  for (std::uint32_t row = 0; row < products; ++row) expected.push_back(ItemId{row});
  std::ranges::stable_sort(expected, [&](ItemId a, ItemId b) { return sums[a.row] > sums[b.row]; });
  expected.resize(10);

  const auto scorer = ItemItemScorer::candidate_generator(part, popularity);
  const auto query = scorer->query({history, {}});
  std::vector<ItemId> generated;
  query->generate_candidates(10, {}, generated);
  CHECK(generated == expected);
  const std::vector<ItemId> some = {{7}, {150}, {199}, {3}};
  const CandidateItems candidates(some, products);
  std::vector<float> scores(4), of_all(4);
  query->score(candidates, scores);
  ItemItemScorer(part, popularity).query({history, {}})->score(candidates, of_all);
  CHECK(scores == of_all);
}

TEST_CASE("candidates are sorted without duplicates, and rows are matched with their positions") {
  const std::vector<ItemId> items = {{70}, {3}, {64}, {3}, {127}, {0}};
  const CandidateItems candidates(items, 130);
  CHECK(std::ranges::equal(candidates.items(), std::vector<ItemId>{{0}, {3}, {64}, {70}, {127}}));
  for (std::size_t position = 0; position < candidates.size(); ++position) {
    CHECK(candidates.place_of(candidates.items()[position]) == position);
  }
  const std::vector<std::uint32_t> rows = {1, 3, 63, 64, 65, 127, 129, 0};
  std::vector<std::pair<std::size_t, std::size_t>> matches;
  candidates.for_each_among(rows, [&](std::size_t at, std::size_t position) { matches.emplace_back(at, position); });
  CHECK(matches == std::vector<std::pair<std::size_t, std::size_t>>{{1, 1}, {3, 2}, {5, 4}, {7, 0}});
}

TEST_CASE("factors in a blend score and explain by codes, close to the exact inner products") {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  FactorsPart part;
  part.item_factors = FactorMatrix(30, 96);
  for (std::size_t row = 0; row < 30; ++row) {
    for (float& value : part.item_factors.row(row)) value = normal(random);
  }
  part.source_weights.assign(30, 1.0F);
  const std::vector<Purchase> history = {{ItemId{4}, 0, 0}, {ItemId{9}, 0, 1}};
  const auto scorer = FactorsScorer::of_blend(part, nullptr, nullptr);
  const std::vector<ItemId> some = {{0}, {4}, {17}, {29}};
  const CandidateItems candidates(some, 30);
  std::vector<float> scores(4), query(96);
  scorer->query({history, {}})->score(candidates, scores);
  fold_in(part, {history, {}}, query);
  for (std::size_t at = 0; at < 4; ++at) {
    const auto row = part.item_factors.row(some[at].row);
    double exact = 0;
    for (std::size_t i = 0; i < row.size(); ++i) exact += static_cast<double>(row[i]) * query[i];
    CHECK(scores[at] == Approx(exact).margin(0.3));  // the scores have a deviation of about 14
    CHECK(sum_of(scorer->evidence({history, {}}, some[at])) == Approx(exact).margin(0.3));
  }
}
