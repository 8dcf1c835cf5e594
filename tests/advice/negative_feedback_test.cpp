// What people were unhappy with is recommended less: to everybody, to those who are alike, and to themselves.
#include "engine/advice/negative_feedback.hpp"

#include <cmath>

#include "engine/data/product_feedback.hpp"
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// Customers 4, 6 and 8 like teas, and one tea is missing to each.
const std::string tea_drinker = SmallShop::customer(4), missing_tea = SmallShop::product(SmallShop::withheld(4));

double score_of(const Advice& advice, const std::string& product) {
  for (const RecommendedItem& item : advice.items) {
    if (item.product_id == product) return item.score;
  }
  return 0;
}

double missing_tea_now(const Advisor& advisor) {
  return score_of(advised(advisor, request_for(tea_drinker)), missing_tea);
}

void put_in_categories(Advisor& advisor) {
  for (std::size_t at = 0; at < SmallShop::products; ++at) {
    Product product = product_with(SmallShop::product(at));
    product.category = at < 3 ? "Tea > Black" : at < 6 ? "Tea > Green" : "Coffee";
    must(advisor.put_product(product));
  }
}

Event returned(const std::string& customer, const std::string& product, const std::string& reason) {
  Event event = event_for(customer, product, "return");
  event.reason = reason;
  return event;
}

}  // namespace

TEST_CASE("a return for quality lowers the product for others, by the stated formula", "[feedback]") {
  for (const char* recipe : {"item-item", "popular", "ials", "low-pass"}) {
    CAPTURE(recipe);
    const SmallShop world;
    Advisor advisor = open_advisor(world, recipe);
    const double before = missing_tea_now(advisor);
    REQUIRE(before != 0);
    // Two who have it return it; for the first its size was wrong.
    record_one(advisor, returned(SmallShop::customer(6), missing_tea, "too small"));
    CHECK(missing_tea_now(advisor) == before);
    record_one(advisor, returned(SmallShop::customer(8), missing_tea, "it was broken"));
    // Of 12 products, each of two tastes was bought by 20 customers but those to whom it is missing, once or twice.
    ProductFeedback product, shop;
    for (std::size_t who = 0; who < SmallShop::customers; ++who) {
      const std::size_t first = SmallShop::taste(who) * 6;
      bool again = false;
      for (std::size_t what = first; what < first + 6; ++what) {
        if (what == SmallShop::withheld(who)) continue;
        const std::int64_t times = again ? 1 : 2;
        again = true;
        shop.purchases += times;
        if (SmallShop::product(what) == missing_tea) product.purchases += times;
      }
    }
    product.troubles = shop.troubles = 1;
    const double factor = satisfaction_factor(product, shop, shop);  // the shop names no categories
    CHECK(factor < 1);
    const double after = missing_tea_now(advisor);
    CHECK(after == Approx(before - std::abs(before) * (1 - factor)).epsilon(1e-4));
  }
}

TEST_CASE("low ratings lower the product for everybody, and the terms of the score say so", "[feedback]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  put_in_categories(advisor);
  const double before = missing_tea_now(advisor);
  // Neither likes nor dislikes: only the mean counts, beside that of the other products.
  const auto rate = [&](std::size_t who, const std::string& product, double value) {
    Event rated = event_for(SmallShop::customer(who), product, "rating");
    rated.value = value;
    record_one(advisor, rated);
  };
  for (std::size_t who = 11; who < 31; who += 2) rate(who, SmallShop::product(9), 3.9);
  CHECK(missing_tea_now(advisor) == before);
  for (std::size_t who = 10; who < 30; who += 2) rate(who, missing_tea, 2.1);
  CHECK(missing_tea_now(advisor) < before);
  const Explanation explained = must(must(Recommender::open_shop(world.shop())).explain(tea_drinker, missing_tea));
  CHECK(explained.item.score == Approx(missing_tea_now(advisor)));
  double sum = 0;
  bool said = false;
  for (const Reason& term : explained.item.reasons) {
    sum += term.amount;
    said |= term.code == "often_returned" && term.amount < 0 && !term.text.empty();
  }
  CHECK(sum == Approx(explained.item.score).epsilon(1e-4));
  CHECK(said);
}

TEST_CASE("a dislike lowers the product for people alike, and not for others", "[feedback]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "popular");
  const std::string coffee_drinker = SmallShop::customer(5);
  const std::string tea = missing_tea;
  const auto now = [&](const std::string& customer) { return score_of(advised(advisor, request_for(customer)), tea); };
  const double alike = now(tea_drinker), other = now(coffee_drinker);
  REQUIRE(other != 0);
  for (const std::size_t who : {10U, 12U}) record_one(advisor, event_for(SmallShop::customer(who), tea, "dislike"));
  CHECK(now(tea_drinker) < alike);
  CHECK(now(coffee_drinker) == other);
  for (const std::size_t who : {10U, 12U}) record_one(advisor, event_for(SmallShop::customer(who), tea, "like"));
  CHECK(now(tea_drinker) == alike);
}

TEST_CASE("a dislike lowers what is like it for the customer, less so where much of the kind was bought",
          "[feedback]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "popular");
  put_in_categories(advisor);
  // A coffee drinker dislikes a black tea: other black teas are lowered, green ones are not.
  const std::string coffee_drinker = SmallShop::customer(5);
  const auto now = [&](std::size_t product) {
    return score_of(advised(advisor, request_for(coffee_drinker)), SmallShop::product(product));
  };
  const double black = now(1), green = now(4);
  record_one(advisor, event_for(coffee_drinker, SmallShop::product(0), "dislike"));
  CHECK(now(1) == Approx(black * (1 - 0.8 / 1.8)).epsilon(1e-4));
  CHECK(now(4) == green);
  // A tea drinker who has black teas is affected less.
  const std::string drinks_black = SmallShop::customer(6);  // has two of them; of the third it is told below
  const auto theirs = [&] {
    return score_of(advised(advisor, request_for(drinks_black)), SmallShop::product(SmallShop::withheld(6)));
  };
  const double before = theirs();
  record_one(advisor, event_for(drinks_black, SmallShop::product(SmallShop::withheld(6) == 3 ? 4 : 3), "hide"));
  const double after = theirs();
  CHECK(after <= before);
  CHECK(after > before * (1 - 0.8 / 1.8));
}

TEST_CASE("what is lowered makes room for what was behind the list", "[feedback]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "popular");
  put_in_categories(advisor);
  const std::string newcomer = "newcomer";
  const auto all = ids_of(advised(advisor, request_for(newcomer)));
  REQUIRE(all.size() == 12);
  const auto first = ids_of(advised(advisor, request_for(newcomer, 1)));
  CHECK(first.front() == all.front());
  // Everybody returns the most popular product.
  for (std::size_t who = 0; who < SmallShop::customers; ++who)
    record_one(advisor, returned(SmallShop::customer(who), all.front(), "defect"));
  const auto now = ids_of(advised(advisor, request_for(newcomer, 1)));
  CHECK(now.front() != all.front());
  const auto whole = ids_of(advised(advisor, request_for(newcomer)));
  CHECK(whole.size() == 12);
  CHECK(whole.front() == now.front());
  CHECK(whole.back() == all.front());
}

TEST_CASE("a dislike of one size lowers the product for people alike, in every size", "[feedback]") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "popular");
  Product size = product_with("large " + missing_tea);
  size.variant_of = missing_tea;
  size.size = "L";
  must(advisor.put_product(size));
  const auto now = [&] {
    double highest = 0;
    for (const std::string& id : {missing_tea, size.product_id})
      highest = std::max(highest, score_of(advised(advisor, request_for(tea_drinker)), id));
    return highest;
  };
  const double before = now();
  REQUIRE(before > 0);
  for (const std::size_t who : {10U, 12U})
    record_one(advisor, event_for(SmallShop::customer(who), size.product_id, "dislike"));
  CHECK(now() < before);
}
