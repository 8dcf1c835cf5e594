// The segments of customers and categories of products that an evaluation reports separately.
#include "models/evaluation/segments.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "models/evaluation/evaluation_task.hpp"
#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// Customer n has bought n products.
Histories staircase(std::uint32_t customers) {
  Histories histories;
  for (std::uint32_t customer = 0; customer < customers; ++customer) {
    for (std::uint32_t item = 0; item < customer; ++item) histories.purchases.push_back({ItemId{item}});
    histories.offsets.push_back(histories.purchases.size());
  }
  histories.item_count = customers;
  return histories;
}

std::vector<UserId> all_users(std::uint32_t count) {
  std::vector<UserId> users;
  for (std::uint32_t row = 0; row < count; ++row) users.push_back(UserId{row});
  return users;
}

std::size_t size_of(const CustomerSegment& segment) {
  return static_cast<std::size_t>(std::count(segment.members.begin(), segment.members.end(), true));
}

}  // namespace

TEST_CASE(
    "customers are split into new and returning, and returning ones into thirds by the length of their histories") {
  const Histories histories = staircase(10);
  const auto segments = history_segments(histories, all_users(10));
  std::vector<std::string> names;
  for (const CustomerSegment& segment : segments) names.push_back(segment.name);
  CHECK(names == std::vector<std::string>{"new", "returning", "few (1 to 3)", "some (4 to 6)", "many (7 to 9)"});
  CHECK(size_of(segments[0]) == 1);
  CHECK(size_of(segments[1]) == 9);
  for (std::size_t third = 2; third < 5; ++third) CHECK(size_of(segments[third]) == 3);
  CHECK(segments[4].members[9]);
  CHECK_FALSE(segments[4].members[6]);
}

TEST_CASE("customers with equally long histories are not split, and empty segments are left out") {
  Histories histories = staircase(2);
  const auto segments = history_segments(histories, all_users(2));
  REQUIRE(segments.size() == 3);
  CHECK(segments[2].name == "few (1)");
  const std::vector<UserId> only_new = {UserId{0}};
  REQUIRE(history_segments(histories, only_new).size() == 1);
  CHECK(history_segments(histories, only_new).front().name == "new");
  CHECK(history_segments(histories, {}).empty());
}

TEST_CASE("the shop's own segments are reported largest first, at most ten, and only for evaluated customers") {
  std::vector<std::string> segment_of;
  for (std::size_t name = 0; name < 12; ++name) {
    for (std::size_t customer = 0; customer <= name; ++customer) segment_of.push_back(numbered("s", name));
  }
  segment_of.emplace_back("");
  const auto users = static_cast<std::uint32_t>(segment_of.size()) + 3;  // the shop names no segment for three more
  const auto segments = attribute_segments(segment_of, users, all_users(users));
  REQUIRE(segments.size() == 10);
  CHECK(segments.front().name == "s11");
  CHECK(size_of(segments.front()) == 12);
  CHECK(segments.back().name == "s2");
  CHECK(attribute_segments(segment_of, users, std::vector<UserId>{UserId{0}}).size() == 1);
  CHECK(attribute_segments({}, users, all_users(users)).empty());
}

TEST_CASE("an evaluation groups products by the first level of their category") {
  const std::vector<std::string> categories = {"Tea > Green", "Tea", " Tools>Saws", "", "Rare"};
  const std::vector<ItemId> truth = {{0}, {1}, {2}, {3}, {2}, {2}};
  const ProductCategories parted = product_categories(categories, truth);
  CHECK(parted.names == std::vector<std::string>{"Tools", "Tea"});  // nobody bought a product of Rare
  CHECK(parted.of == std::vector<std::uint32_t>{1, 1, 0, ProductCategories::none, ProductCategories::none});
}

TEST_CASE("the recall of a category counts only its products, over the customers who bought one") {
  const std::vector<std::string> names = {"A", "A", "B", "B"};
  const std::vector<ItemId> first_truth = {{0}, {1}, {2}}, second_truth = {{3}};
  const std::vector<ItemId> all = {{0}, {1}, {2}, {2}, {3}};
  const ProductCategories categories = product_categories(names, all);
  REQUIRE(categories.names == std::vector<std::string>{"B", "A"});
  const std::vector<std::size_t> ks = {1, 3};
  CategoryRecall recall(categories, ks, 3);
  recall.add(0, std::vector<ItemId>{{0}, {3}, {2}}, first_truth);   // A: 1 of 2 at 1 and at 3; B: 0, then 1 of 1
  recall.add(1, std::vector<ItemId>{{0}, {1}, {2}}, second_truth);  // B: 0 of 1
  recall.add(2, std::vector<ItemId>{{0}}, {});
  std::vector<SegmentEvaluation> found;
  recall.append_to(found);
  REQUIRE(found.size() == 2);
  CHECK(found[0].by == "category");
  CHECK(found[0].segment == "B");
  CHECK(found[0].customers == 2);
  CHECK(found[0].at[0].recall.mean == 0);
  CHECK(found[0].at[1].recall.mean == Approx(0.5));
  CHECK(found[0].at[1].ndcg.customers == 0);  // not measured
  CHECK(found[1].segment == "A");
  CHECK(found[1].customers == 1);
  CHECK(found[1].at[0].recall.mean == Approx(0.5));
}

TEST_CASE("a smaller sample of customers is a subset of a larger one of the same seed, with complete customers") {
  const Histories histories = staircase(400);
  EvaluationTask task =
      hold_out_from(histories, {.kind = HoldoutKind::random_items, .fraction = 0.3, .seed = 1}, false);
  const auto ones = [&](const EvaluationTask& sample) {  // identifies customers by their lengths, which all differ
    std::set<std::size_t> lengths;
    for (std::uint32_t row = 0; row < sample.train.user_count(); ++row)
      lengths.insert(sample.train.of(UserId{row}).size() * 1'000 + sample.truth_of(UserId{row}).size());
    return lengths;
  };
  const EvaluationTask small = sample_customers(task, 0.25, 5), large = sample_customers(task, 0.5, 5);
  CHECK(small.train.user_count() > 60);
  CHECK(small.train.user_count() < 140);
  CHECK(large.train.user_count() > 150);
  const auto of_all = ones(task), of_large = ones(large), of_small = ones(small);
  CHECK(std::includes(of_all.begin(), of_all.end(), of_large.begin(), of_large.end()));
  CHECK(std::includes(of_large.begin(), of_large.end(), of_small.begin(), of_small.end()));
  CHECK(sample_customers(task, 1, 5).train.purchases == task.train.purchases);
  CHECK(sample_customers(task, 1, 5).truth == task.truth);
  const Catalogue catalogue;
  task.catalogue = &catalogue;
  CHECK(sample_customers(task, 0.5, 5).catalogue == &catalogue);
  // Customers whom the task does not evaluate stay in train, without truth.
  task.whom = [](UserId user) { return user.row % 2 == 0; };
  const EvaluationTask half = sample_customers(task, 1, 5);
  CHECK(half.train.purchases == task.train.purchases);
  for (const UserId user : evaluated_users(half)) CHECK(user.row % 2 == 0);
  CHECK(evaluated_users(half).size() == evaluated_users(task).size());
}
