// Reasons are the terms of the score, for every recipe.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "moshaver/recommender.hpp"
#include "tests/advisor/small_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

constexpr Asking with_all_reasons{.count = 100, .include_purchased = true, .max_reasons = 1'000};

struct Sums {
  double amounts = 0, positive_shares = 0, absolute_amounts = 0;
  bool has_positive = false;
};

Sums sums_of(const RecommendedItem& item) {
  Sums sums;
  for (const Reason& reason : item.reasons) {
    sums.amounts += reason.amount;
    sums.positive_shares += std::max(reason.share, 0.0);
    sums.has_positive |= reason.amount > 0;
    sums.absolute_amounts += std::abs(reason.amount);
  }
  return sums;
}

void check_sums(const RecommendedItem& item) {
  const Sums sums = sums_of(item);
  // Scores are float sums, added in another order by some recipes: equal to about 1e-4 of the absolute sum. Where the
  // terms cancel, only rounding is left: 1e-6, as scores here are of the order of 1.
  CHECK(std::abs(sums.amounts - item.score) <= 1e-4 * sums.absolute_amounts + 1e-6);
  if (sums.has_positive) CHECK(sums.positive_shares == Approx(1));
}

// Reasons that a customer reads: positive terms only, each past purchase once.
void check_reasons(const RecommendedItem& item) {
  double shares = 0;
  std::set<std::string> sources;
  for (const Reason& reason : item.reasons) {
    CHECK(reason.amount > 0);
    CHECK(reason.share > 0);
    CHECK(reason.share <= 1 + 1e-9);
    CHECK(reason.code != "base");
    shares += reason.share;
    if (!reason.product_id.empty()) CHECK(sources.insert(reason.product_id).second);
  }
  if (!item.reasons.empty()) CHECK(shares == Approx(1));
}

bool is_own_purchase(std::size_t who, const std::string& product) {
  const std::size_t first = SmallShop::taste(who) * 6;
  for (std::size_t what = first; what < first + 6; ++what) {
    if (what != SmallShop::withheld(who) && product == SmallShop::product(what)) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the terms of an explanation sum to the score, and each reason of an answer is a sum of terms") {
  const SmallShop world;
  for (const std::string& recipe : all_recipes_named) {
    const Recommender recommender = world.from_files(recipe);
    for (const std::size_t who : {std::size_t{2}, std::size_t{3}, std::size_t{25}}) {
      const std::string customer = SmallShop::customer(who);
      for (const RecommendedItem& item : recommended(recommender, customer, with_all_reasons).items) {
        CAPTURE(recipe, who, item.product_id);
        const auto explanation = recommender.explain(customer, item.product_id);
        REQUIRE(explanation);
        check_sums(explanation->item);
        std::map<std::string, double> by_purchase;
        for (const Reason& term : explanation->item.reasons) by_purchase[term.product_id] += term.amount;
        for (const Reason& reason : item.reasons) {
          if (!reason.product_id.empty())
            CHECK(reason.amount == Approx(by_purchase.at(reason.product_id)).margin(1e-6));
        }
      }
    }
  }
}

TEST_CASE(
    "the reasons of an answer are positive, name purchases of this customer once each, and have shares that sum to 1") {
  const SmallShop world;
  for (const std::string& recipe : all_recipes_named) {
    const Recommender recommender = world.from_files(recipe);
    for (const std::size_t who : {std::size_t{2}, std::size_t{3}, std::size_t{25}}) {
      const Advice answer = recommended(recommender, SmallShop::customer(who), with_all_reasons);
      for (const RecommendedItem& item : answer.items) {
        CAPTURE(recipe, who, item.product_id);
        check_reasons(item);
        for (const Reason& reason : item.reasons) {
          CHECK_FALSE(reason.text.empty());
          CHECK(reason.code != "other");
          if (reason.product_id.empty()) continue;
          CHECK(is_own_purchase(who, reason.product_id));
          CHECK(reason.times >= 1);
          CHECK(reason.last_bought.size() == std::string("1972-09-27").size());
        }
      }
      CHECK_FALSE(answer.items.front().reasons.empty());
    }
  }
}

TEST_CASE("max_reasons reasons are named and the others are summed in one with the code other") {
  const SmallShop world;
  for (const char* recipe : {"item-item", "ials"}) {
    const Recommender recommender = world.from_files(recipe);
    Asking options = with_all_reasons;
    const auto full = recommended(recommender, SmallShop::customer(2), options);
    for (const std::size_t most : {std::size_t{0}, std::size_t{1}, std::size_t{3}}) {
      options.max_reasons = most;
      const auto answer = recommended(recommender, SmallShop::customer(2), options);
      for (std::size_t at = 0; at < answer.items.size(); ++at) {
        const auto& item = answer.items[at];
        const std::size_t terms = full.items[at].reasons.size();
        CAPTURE(recipe, most, at);
        check_reasons(item);
        CHECK(item.reasons.size() == (most == 0 ? 0 : std::min(terms, most + 1)));
        if (most == 0 || terms <= most + 1) continue;
        CHECK(item.reasons.back().code == "other");
        CHECK(item.reasons.back().terms == terms - most);
      }
    }
    CHECK(recommended(recommender, SmallShop::customer(2), {.count = 3}).items[0].reasons.empty());  // not asked for
  }
}

TEST_CASE("an explanation has the score and the rank of the recommendation") {
  const SmallShop world;
  for (const std::string& recipe : all_recipes_named) {
    const Recommender recommender = world.from_files(recipe);
    const std::string customer = SmallShop::customer(4);
    const auto answer = recommended(recommender, customer, {.count = 100});
    for (const RecommendedItem& item : answer.items) {
      const auto explanation = recommender.explain(customer, item.product_id);
      REQUIRE(explanation);
      CAPTURE(recipe, item.product_id);
      CHECK(explanation->item.rank == item.rank);
      CHECK(explanation->item.score == item.score);
      CHECK(explanation->candidates == answer.items.size());
      CHECK_FALSE(explanation->owned);
      CHECK_FALSE(explanation->hidden);
      check_sums(explanation->item);
    }
  }
}

TEST_CASE("an owned product is ranked among all products, and a hidden one is marked as hidden") {
  const SmallShop world;
  const Recommender recommender = world.from_files("repeat");
  const auto owned = recommender.explain(SmallShop::customer(0), SmallShop::product(1));
  REQUIRE(owned);
  CHECK(owned->owned);
  CHECK(owned->candidates == SmallShop::products - 1);  // one is hidden
  CHECK_THAT(owned->item.reasons.front().text, Contains("you bought it"));
  const auto hidden = recommender.explain(SmallShop::customer(0), SmallShop::product(11));
  REQUIRE(hidden);
  CHECK(hidden->hidden);
  CHECK_FALSE(hidden->owned);
  check_sums(hidden->item);
}

TEST_CASE("an explanation for an unknown product or a customer without history is an error that names it") {
  const SmallShop world;
  const Recommender recommender = world.from_files("item-item");
  const auto product = recommender.explain(SmallShop::customer(0), "sku-none");
  REQUIRE_FALSE(product);
  CHECK(product.error().code == ErrorCode::unknown_item);
  CHECK_THAT(product.error().message, Contains("sku-none"));
  const auto customer = recommender.explain("nobody", SmallShop::product(0));
  REQUIRE_FALSE(customer);
  CHECK(customer.error().code == ErrorCode::not_found);
  CHECK_THAT(customer.error().message, Contains("nobody"));
}

TEST_CASE("a reason says how often and when the customer bought the product") {
  const SmallShop world;
  put_bytes(world.events(),
            "customer_id,product_id,event,timestamp,title\n"
            "me,tea,purchase,2025-01-02,Green tea\nme,tea,purchase,2025-03-04,\nme,jam,purchase,2025-02-01,\n"
            "you,tea,purchase,2025-01-01,\nyou,cup,purchase,2025-01-01,\nyou,jam,purchase,2025-01-01,\n");
  const Recommender recommender = world.from_files("item-item");
  const auto answer = recommended(recommender, "me", {.count = 1, .max_reasons = 3});
  REQUIRE(answer.items.size() == 1);
  CHECK(answer.items[0].product_id == "cup");
  std::map<std::string, Reason> reasons;
  for (const Reason& reason : answer.items[0].reasons) reasons[reason.product_id] = reason;
  CHECK(reasons.at("tea").code == "bought_together");
  CHECK(reasons.at("tea").times == 2);
  CHECK(reasons.at("tea").last_bought == "2025-03-04");
  CHECK(reasons.at("tea").text ==
        "you bought Green tea 2 times, last on 2025-03-04; customers who buy it also buy this");
  CHECK(reasons.at("jam").text == "you bought jam on 2025-02-01; customers who buy it also buy this");
}

TEST_CASE("a product that was liked and not bought is never called bought") {
  const SmallShop world;
  put_bytes(world.events(),
            "customer_id,product_id,event,timestamp,title\n"
            "me,tea,like,2025-01-02,tea\nyou,tea,purchase,2025-01-01,tea\nyou,cup,purchase,2025-01-01,tea cup\n");
  for (const std::string& recipe : personal_recipes) {
    const Recommender recommender = world.from_files(recipe);
    const auto answer = recommended(recommender, "me", with_all_reasons);
    bool mentioned = false;
    for (const RecommendedItem& item : answer.items) {
      for (const Reason& reason : item.reasons) {
        CAPTURE(recipe, reason.text);
        CHECK(reason.times == 0);
        CHECK(reason.last_bought.empty());
        CHECK(reason.text.find("you bought") == std::string::npos);
        mentioned |= reason.text.find("you liked") != std::string::npos;
      }
    }
    CHECK(mentioned);
  }
}
