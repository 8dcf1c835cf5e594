// The best list within a budget: against every list of small worlds, and in answers.
#include "engine/advice/list_budget.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

struct Best {
  std::size_t count = 0;
  double value = 0;
};

// Of all lists within the budget: the most products, at most `count`, then the largest value.
Best best_of_all_lists(const std::vector<PricedCandidate>& candidates, std::size_t count, double budget) {
  Best best;
  for (std::uint32_t set = 0; set < (1U << candidates.size()); ++set) {
    const auto size = static_cast<std::size_t>(std::popcount(set));
    if (size > count) continue;
    double price = 0, value = 0;
    for (std::size_t at = 0; at < candidates.size(); ++at) {
      if ((set >> at & 1) == 0) continue;
      price += candidates[at].price;
      value += candidates[at].value;
    }
    if (price > budget) continue;
    if (size > best.count || (size == best.count && value > best.value)) best = {size, value};
  }
  return best;
}

double sum_of(const std::vector<PricedCandidate>& candidates, const BudgetedChoice& choice, bool of_prices) {
  double sum = 0;
  for (const std::size_t place : choice.places) sum += of_prices ? candidates[place].price : candidates[place].value;
  return sum;
}

}  // namespace

TEST_CASE("a list within a budget is the best of all lists, in 3,000 random worlds") {
  const std::uint32_t seed = 13;
  CAPTURE(seed);
  std::mt19937 random(seed);
  for (int world = 0; world < 3'000; ++world) {
    CAPTURE(world);
    std::vector<PricedCandidate> candidates(1 + random() % 12);
    for (PricedCandidate& one : candidates) {
      one.price = static_cast<double>(random() % 50);
      one.value =
          world % 3 == 0 ? one.price + static_cast<double>(random() % 5) : static_cast<double>(random() % 100) - 20;
    }
    const std::size_t count = 1 + random() % 6;
    const double budget = static_cast<double>(random() % 200);
    const BudgetedChoice choice = best_within(candidates, count, budget);
    const Best best = best_of_all_lists(candidates, count, budget);
    REQUIRE(choice.is_exact);
    CHECK(choice.places.size() == best.count);
    CHECK(sum_of(candidates, choice, true) <= budget);
    if (best.count == choice.places.size() && best.count > 0) {
      // An empty list has no value; lists of values below zero are compared too.
      double most = -1e9;
      for (std::uint32_t set = 0; set < (1U << candidates.size()); ++set) {
        if (static_cast<std::size_t>(std::popcount(set)) != best.count) continue;
        double price = 0, value = 0;
        for (std::size_t at = 0; at < candidates.size(); ++at) {
          if ((set >> at & 1) != 0) price += candidates[at].price, value += candidates[at].value;
        }
        if (price <= budget) most = std::max(most, value);
      }
      CHECK(sum_of(candidates, choice, false) == Approx(most));
    }
  }
}

TEST_CASE("a list of ten among 300 candidates comes within a thousandth of the bound, and in time") {
  std::mt19937 random(5);
  std::size_t exact = 0;
  for (int world = 0; world < 100; ++world) {
    std::vector<PricedCandidate> candidates(300);
    for (PricedCandidate& one : candidates) {
      one.price = std::exp(static_cast<double>(random() % 1'000) / 200);
      one.value = static_cast<double>(random() % 1'000) / 1'000;
    }
    const double budget = 30 + static_cast<double>(random() % 300);
    const BudgetedChoice choice = best_within(candidates, 10, budget);
    exact += choice.is_exact ? 1 : 0;
    CHECK(choice.places.size() == 10);
    CHECK(sum_of(candidates, choice, true) <= budget + 1e-3);
  }
  CHECK(exact >= 90);
}

TEST_CASE("prices that only just add up to the budget fit") {
  const std::vector<PricedCandidate> candidates = {{0.1, 1}, {0.2, 1}, {0.7, 3}};
  CHECK(best_within(candidates, 2, 0.3).places == std::vector<std::size_t>{0, 1});
  CHECK(best_within(candidates, 2, 0.29).places.size() == 1);
  CHECK(best_within(candidates, 3, 1).places.size() == 3);
  CHECK(best_within(candidates, 3, 0.05).places.empty());
  CHECK(best_within({}, 3, 10).places.empty());
}

TEST_CASE("an answer for a budget of the whole list fits it, has as many products as it allows, and says its total") {
  for (const std::string recipe : {"item-item", "popular", "ease"}) {
    CAPTURE(recipe);
    const SmallShop world;
    Advisor advisor = open_advisor(world, recipe);
    for (std::size_t at = 0; at < SmallShop::products; ++at) {
      Product product = product_with(SmallShop::product(at), 5);
      if (at != 8) product.price = 10.0 * static_cast<double>(at + 1);
      must(advisor.put_product(product));
    }
    for (const std::size_t count : {1, 3, 5, 12}) {
      for (double budget = 5; budget <= 800; budget += 35) {
        CAPTURE(count, budget);
        AdviceRequest request = request_for("nobody", count);
        request.context.budget = budget;
        request.context.budget_scope = BudgetScope::list;
        const Advice advice = advised(advisor, request);
        double sum = 0, cheapest = 0;
        for (const RecommendedItem& item : advice.items) sum += item.price.value();
        CHECK(sum <= budget);
        if (!advice.items.empty()) CHECK(advice.total == sum);
        std::size_t possible = 0;
        for (std::size_t at = 0; at < SmallShop::products && possible < count; ++at) {
          if (at == 8) continue;
          cheapest += 10.0 * static_cast<double>(at + 1);
          if (cheapest > budget) break;
          ++possible;
        }
        CHECK(advice.items.size() == possible);
        for (std::size_t at = 1; at < advice.items.size(); ++at) {
          CHECK(advice.items[at].score <= advice.items[at - 1].score);
          CHECK(advice.items[at].rank == at + 1);
        }
        CHECK(removed_by(advice, "over_budget") > 0);  // at least the one without a price
      }
    }
    // With enough money it is the list without a budget, but for the product whose price is unknown.
    AdviceRequest request = request_for(SmallShop::customer(4), 4);
    request.filters.exclude = {SmallShop::product(8)};
    const auto free = ids_of(advised(advisor, request));
    request.context.budget = 1'000;
    request.context.budget_scope = BudgetScope::list;
    CHECK(ids_of(advised(advisor, request)) == free);
    CHECK(removed_by(advised(advisor, request), "over_budget") == 0);
  }
}

TEST_CASE("a batch within a budget for the list gives each customer the answer that the customer gets alone") {
  const SmallShop world;
  {
    Advisor advisor = open_advisor(world, "ease");
    for (std::size_t at = 0; at < SmallShop::products; ++at) {
      Product product = product_with(SmallShop::product(at), 5);
      product.price = 10.0 * static_cast<double>(at % 5 + 1);
      must(advisor.put_product(product));
    }
  }
  const Recommender recommender = must(Recommender::open_shop(world.shop()));
  std::vector<std::string> customers;
  for (std::size_t who = 0; who < SmallShop::customers; ++who) customers.push_back(SmallShop::customer(who));
  AdviceRequest request;
  request.count = 3;
  request.max_reasons = 0;
  request.context.budget = 60;
  request.context.budget_scope = BudgetScope::list;
  std::vector<Advice> batch;
  must(recommender.advise_many(customers, request, 2, [&](const Advice& advice) {
    batch.push_back(advice);
    return true;
  }));
  REQUIRE(batch.size() == customers.size());
  for (std::size_t who = 0; who < customers.size(); ++who) {
    request.customer_id = customers[who];
    const Advice alone = advised(recommender, request);
    CHECK(ids_of(batch[who]) == ids_of(alone));
    CHECK(batch[who].total == alone.total);
    CHECK(alone.items.size() == 3);
    CHECK(*alone.total <= 60);
  }
}
