// The recipe `next`: which product is bought after which.
#include "models/next/next.hpp"

#include <cmath>

#include "tests/ranking/taste_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// Every customer buys a printer, then ink, then paper; a third of them buys a lamp with each.
Histories printer_shop() {
  std::vector<TestEvent> events;
  for (std::size_t customer = 0; customer < 30; ++customer) {
    const std::string who = numbered("c", customer);
    const std::size_t lamp = customer % 3;
    const char* products[] = {"printer", "ink", "paper"};
    for (std::size_t order = 0; order < 3; ++order) {
      events.push_back({.customer = who, .product = products[order], .order = std::to_string(order)});
      if (order == lamp) events.push_back({.customer = who, .product = "lamp", .order = std::to_string(order)});
    }
  }
  return build_histories(table_of(events));
}

float weight(const ItemItemPart& part, std::uint32_t source, std::uint32_t target) {
  const auto targets = part.rows.columns_of(source);
  const auto found = std::find(targets.begin(), targets.end(), target);
  return found == targets.end() ? 0 : part.rows.values_of(source)[static_cast<std::size_t>(found - targets.begin())];
}

}  // namespace

TEST_CASE("next has a weight from the printer to the ink bought after it, and none back") {
  const Histories histories = printer_shop();
  const ItemItemPart part = train_next(histories, {});
  // Rows are in order of appearance.
  const std::uint32_t printer = 0, lamp = 1, ink = 2, paper = 3;
  CHECK(weight(part, printer, ink) > 0);
  CHECK(weight(part, ink, printer) == 0);
  CHECK(weight(part, ink, paper) > weight(part, printer, paper));  // one order fewer in between
  CHECK(weight(part, ink, paper) > weight(part, lamp, paper));
  for (const float value : part.rows.values) CHECK((value > 0 && value <= 1));
}

TEST_CASE("the weights of next equal a plain count in double") {
  const Histories histories = printer_shop();
  NextConfig config;
  config.basket_decay = 0.5;
  const ItemItemPart part = train_next(histories, config);
  const std::size_t items = histories.item_count;
  std::vector<double> plain(items * items), sources(items), targets(items);
  for (std::uint32_t user = 0; user < histories.user_count(); ++user) {
    const auto history = histories.of(UserId{user});
    for (std::uint32_t order = 1; order < 3; ++order) {
      std::map<std::uint32_t, double> before;
      for (const Purchase& purchase : history) {
        if (purchase.order < order) before[purchase.item.row] = std::pow(0.5, order - 1 - purchase.order);
      }
      double sum = 0;
      for (const auto& [item, decayed] : before) sum += decayed;
      for (auto& [item, decayed] : before) sources[item] += decayed /= std::sqrt(sum);
      for (const Purchase& purchase : history) {
        if (purchase.order != order) continue;
        targets[purchase.item.row] += 1;
        for (const auto& [item, decayed] : before) plain[item * items + purchase.item.row] += decayed;
      }
    }
  }
  double heaviest = 0;
  for (std::size_t source = 0; source < items; ++source) {
    for (std::size_t target = 0; target < items; ++target) {
      double& value = plain[source * items + target];
      if (value > 0) value *= std::pow(sources[source], -0.65) * std::pow(targets[target], -0.25);
      heaviest = std::max(heaviest, value);
    }
  }
  for (std::uint32_t source = 0; source < items; ++source) {
    for (std::uint32_t target = 0; target < items; ++target) {
      CAPTURE(source, target);
      CHECK(static_cast<double>(weight(part, source, target)) ==
            Approx(plain[source * items + target] / heaviest).margin(1e-6));
    }
  }
}

TEST_CASE("the contributions of past purchases sum to the score of next") {
  const Histories histories = printer_shop();
  const Ranker ranker = ranker_of("next", histories);
  const CustomerState customer{histories.of(UserId{0}), UserId{0}};
  for (const ScoredItem& scored : ranker.top(customer, 10, {})) {
    CHECK(sum_of(ranker.evidence(customer, scored.item)) == Approx(static_cast<double>(scored.score)).epsilon(1e-5));
  }
}

TEST_CASE("next gives the same weights with any number of threads") {
  const Histories histories = printer_shop();
  NextConfig one, three;
  three.threads = 3;
  CHECK(train_next(histories, one).rows.values == train_next(histories, three).rows.values);
}

TEST_CASE("without a customer who ordered twice, next and next-knn fail with no_data and name order_id") {
  const Histories histories = build_histories(table_of({{.product = "tea"}, {.product = "cup"}}));
  for (const char* recipe : {"next", "next-knn"}) {
    const RecipeSpec& spec = **find_recipe(recipe);
    const auto model = train_recipe(spec, *settings_for(spec, {}), histories, {1, 1, {}});
    REQUIRE_FALSE(model);
    CHECK(model.error().code == ErrorCode::no_data);
    CHECK_THAT(model.error().message, Catch::Contains("order_id"));
  }
}
