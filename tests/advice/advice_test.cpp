// Answers of an open shop: placements, rules, counts and levels.
#include "moshaver/advisor.hpp"

#include <cmath>
#include <set>

#include "moshaver/generate.hpp"
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

const std::string tea_drinker = SmallShop::customer(4), missing_tea = SmallShop::product(SmallShop::withheld(4));

}  // namespace

TEST_CASE("an Advisor and a Recommender over the same shop give the same answer") {
  const SmallShop world;
  for (const std::string& recipe : all_recipes_named) {
    CAPTURE(recipe);
    const Recommender recommender = world.from_shop(recipe);
    const Advisor advisor = advisor_of(world.shop());
    for (std::size_t who = 0; who < SmallShop::customers; who += 3) {
      const std::string id = SmallShop::customer(who);
      const Advice advice = advised(advisor, request_for(id));
      const Advice plain = recommended(recommender, id, {.count = 100});
      CHECK(advice.known == plain.known);
      REQUIRE(advice.items.size() == plain.items.size());
      for (std::size_t at = 0; at < plain.items.size(); ++at) {
        CHECK(advice.items[at].product_id == plain.items[at].product_id);
        CHECK(advice.items[at].score == plain.items[at].score);
        CHECK(advice.items[at].confidence == plain.items[at].confidence);
        CHECK(advice.items[at].title == plain.items[at].title);
      }
    }
    CHECK(advisor.model().id == recommender.model().id);
    CHECK(advised(advisor, request_for("nobody")).items.size() == SmallShop::products);
    CHECK_FALSE(advised(advisor, request_for("nobody")).known);
  }
}

TEST_CASE(
    "an answer has exactly the requested number of products while that many are obtainable, whatever the rules "
    "remove") {
  for (const std::string& recipe : all_recipes_named) {
    CAPTURE(recipe);
    const SmallShop world;
    Advisor advisor = open_advisor(world, recipe);
    // All but the customer's own five teas and the last three products.
    for (std::size_t at = 9; at < SmallShop::products; ++at) {
      must(advisor.put_product(product_with(SmallShop::product(at), 0)));
    }
    const std::size_t obtainable = SmallShop::products - 5 - 3;
    for (std::size_t count = 1; count <= SmallShop::products; ++count) {
      const Advice advice = advised(advisor, request_for(tea_drinker, count));
      CHECK(advice.items.size() == std::min(count, obtainable));
      CHECK(removed_by(advice, "out_of_stock") == 3);
      CHECK(removed_by(advice, "purchased") == 5);
    }
  }
}

TEST_CASE("a product that goes out of stock is missing from the next answer and returns when it is restocked") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "ease");
  CHECK(ids_of(advised(advisor, request_for(tea_drinker)))[0] == missing_tea);
  CHECK_FALSE(must(advisor.put_product(product_with(missing_tea, 0))));
  CHECK_FALSE(shows(advised(advisor, request_for(tea_drinker)), missing_tea));
  Product change;
  change.product_id = missing_tea;
  change.stock = 3;
  must(advisor.patch_product(change));
  const Advice advice = advised(advisor, request_for(tea_drinker));
  CHECK(advice.items[0].product_id == missing_tea);
  CHECK(advice.items[0].title == "title of " + missing_tea);
  const Product stored = must(advisor.product(missing_tea));
  CHECK(stored.stock == 3);
  CHECK(stored.title == "title of " + missing_tea);
  const std::vector<std::string> cleared = {"stock", "title"};
  Product nothing;
  nothing.product_id = missing_tea;
  must(advisor.patch_product(nothing, cleared));
  CHECK(must(advisor.product(missing_tea)).stock == std::nullopt);
  CHECK(must(advisor.product(missing_tea)).title.empty());
  must(advisor.withdraw_product(missing_tea));
  CHECK_FALSE(shows(advised(advisor, request_for(tea_drinker)), missing_tea));
  CHECK(removed_by(advised(advisor, request_for(tea_drinker)), "withdrawn") == 1);
  const auto gone = advisor.product(missing_tea);
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == ErrorCode::not_found);
  CHECK_FALSE(advisor.withdraw_product(missing_tea));
  CHECK(must(advisor.put_product(product_with(missing_tea))));  // new again
  CHECK(shows(advised(advisor, request_for(tea_drinker)), missing_tea));
}

TEST_CASE("products outside their dates, their regions or the budget are not shown") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "low-pass");
  const auto put = [&](std::size_t at, const auto& change) {
    Product product = product_with(SmallShop::product(at), 5);
    product.price = 10.0 * static_cast<double>(at);
    change(product);
    must(advisor.put_product(product));
  };
  for (std::size_t at = 0; at < SmallShop::products; ++at) put(at, [](Product&) {});
  put(6, [](Product& product) { product.available_from = std::to_string(test_now + 1); });
  put(7, [](Product& product) { product.available_until = std::to_string(test_now); });
  put(8, [](Product& product) { product.regions = "Tehran; شیراز"; });
  const auto sku = [](std::size_t at) { return SmallShop::product(at); };

  Advice advice = advised(advisor, request_for("nobody"));
  CHECK_FALSE(shows(advice, sku(6)));
  CHECK_FALSE(shows(advice, sku(7)));
  CHECK(shows(advice, sku(8)));
  CHECK(removed_by(advice, "not_available_now") == 2);
  AdviceRequest later = request_for("nobody");
  later.context.now = std::to_string(test_now + 1);
  CHECK(shows(advised(advisor, later), sku(6)));
  later.context.now = std::to_string(test_now - 1);
  CHECK(shows(advised(advisor, later), sku(7)));
  CHECK_FALSE(shows(advised(advisor, later), sku(6)));

  AdviceRequest there = request_for("nobody");
  there.context.region = "تبریز";
  CHECK_FALSE(shows(advised(advisor, there), sku(8)));
  CHECK(removed_by(advised(advisor, there), "not_deliverable") == 1);
  there.context.region = "شيراز";  // with the Arabic letter
  CHECK(shows(advised(advisor, there), sku(8)));

  AdviceRequest poor = request_for("nobody");
  poor.context.budget = 30;
  CHECK(ids_of(advised(advisor, poor)).size() == 4);  // 0, 10, 20, 30
  CHECK(removed_by(advised(advisor, poor), "over_budget") == 6);
}

TEST_CASE("filters restrict answers by category, brand, tag, price and lists of products") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "popular");
  for (std::size_t at = 0; at < SmallShop::products; ++at) {
    Product product = product_with(SmallShop::product(at));
    product.category = at < 6 ? (at < 3 ? "Food > Tea > Black" : "Food > Tea > Green") : "Food > Coffee";
    product.brand = at % 2 == 0 ? "Even" : "Odd";
    product.tags = at == 4 ? "organic, Gift" : "";
    if (at != 11) product.price = static_cast<double>(at);
    must(advisor.put_product(product));
  }
  const auto count = [&](const auto& change) {
    AdviceRequest request = request_for("nobody");
    change(request.filters);
    return advised(advisor, request).items.size();
  };
  CHECK(count([](AdviceFilters&) {}) == 12);
  CHECK(count([](AdviceFilters& filters) { filters.category = "food>TEA"; }) == 6);
  CHECK(count([](AdviceFilters& filters) { filters.category = "Food > Tea > Black"; }) == 3);
  CHECK(count([](AdviceFilters& filters) { filters.category = "Tea"; }) == 0);
  CHECK(count([](AdviceFilters& filters) { filters.brands = {"odd"}; }) == 6);
  CHECK(count([](AdviceFilters& filters) { filters.brands = {"odd", "even"}; }) == 12);
  CHECK(count([](AdviceFilters& filters) { filters.tags = {"gift"}; }) == 1);
  CHECK(count([](AdviceFilters& filters) { filters.price_min = 9; }) == 2);  // 11 has no price
  CHECK(count([](AdviceFilters& filters) { filters.price_max = 1; }) == 2);
  CHECK(count([](AdviceFilters& filters) {
          filters.price_min = 3;
          filters.price_max = 2;
        }) == 0);
  CHECK(count([](AdviceFilters& filters) { filters.include = {SmallShop::product(3), SmallShop::product(8)}; }) == 2);
  CHECK(count([](AdviceFilters& filters) { filters.exclude = {SmallShop::product(3), SmallShop::product(3)}; }) == 11);
  CHECK(count([](AdviceFilters& filters) { filters.min_confidence = 0.1; }) == 0);  // this model does not say
  AdviceRequest strange = request_for("nobody");
  strange.filters.exclude = {"sku-none"};
  CHECK(advised(advisor, strange).ignored == std::vector<std::string>{"sku-none"});
}

TEST_CASE("each product is shown or counted under exactly one rule, so that the counts add up to the catalogue") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  must(advisor.put_product(product_with(SmallShop::product(0), 0)));   // owned by customer 4 and out of stock
  must(advisor.put_product(product_with(SmallShop::product(11), 0)));  // hidden by customer 0 and out of stock
  for (const std::size_t who : {std::size_t{0}, std::size_t{1}, std::size_t{4}}) {
    AdviceRequest request = request_for(SmallShop::customer(who));
    request.context.cart = {SmallShop::product(7)};
    request.filters.exclude = {SmallShop::product(7), SmallShop::product(8)};
    const Advice advice = advised(advisor, request);
    std::size_t all = advice.items.size();
    for (const Removed& removed : advice.removed) all += removed.count;
    CHECK(all == SmallShop::products);
    CHECK(removed_by(advice, "out_of_stock") == 2);
    CHECK(removed_by(advice, "excluded") == 2);
    CHECK(removed_by(advice, "in_cart") == 0);  // excluded already
  }
}

TEST_CASE(
    "each placement has its own products, such as owned ones for buy_again and the same category for alternatives") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  for (std::size_t at = 0; at < SmallShop::products; ++at) {
    Product product = product_with(SmallShop::product(at));
    product.category = at < 6 ? "Food > Tea" : at < 11 ? "Food > Coffee" : "";
    must(advisor.put_product(product));
  }
  const auto ask = [&](Placement placement, const std::string& product = "", const std::string& customer = "") {
    AdviceRequest request = request_for(customer);
    request.placement = placement;
    request.product_id = product;
    return advised(advisor, request);
  };
  const Advice again = ask(Placement::buy_again, "", tea_drinker);
  CHECK(again.items.size() == 5);
  CHECK_FALSE(shows(again, missing_tea));
  CHECK(ask(Placement::buy_again, "", "nobody").items.empty());

  const Advice similar = ask(Placement::similar, SmallShop::product(1));
  CHECK(similar.items.size() == SmallShop::products - 1);
  CHECK(similar.items[0].title == "title of " + similar.items[0].product_id);
  const Advice alternatives = ask(Placement::alternatives, SmallShop::product(1));
  CHECK(alternatives.items.size() == 5);
  CHECK(removed_by(alternatives, "other_category") == 6);
  const Advice complements = ask(Placement::complements, SmallShop::product(1));
  CHECK(complements.items.size() == 6);
  CHECK(removed_by(complements, "same_category") == 5);
  AdviceRequest cart = request_for("");
  cart.placement = Placement::complements;
  cart.context.cart = {SmallShop::product(1), SmallShop::product(7)};
  CHECK(ids_of(advised(advisor, cart)) == std::vector<std::string>{SmallShop::product(11)});
  // The customer's last order holds only teas, so its complement is a tea.
  const Advice after = ask(Placement::post_purchase, "", tea_drinker);
  CHECK(after.items[0].product_id == missing_tea);

  const auto trending = ids_of(ask(Placement::trending));
  CHECK(trending == ids_of(advised(advisor, request_for("nobody"))));

  const auto refused = [&](AdviceRequest request, const std::string& field, const std::string& says) {
    const auto answer = advisor.advise(request);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().field == field);
    CHECK_THAT(answer.error().message, Contains(says));
  };
  AdviceRequest request = request_for("c");
  request.placement = Placement::similar;
  refused(request, "product_id", "product_id is missing");
  request.product_id = "sku-none";
  refused(request, "product_id", "sku-none");
  must(advisor.put_product(product_with("brand-new")));
  request.product_id = "brand-new";
  request.placement = Placement::alternatives;
  refused(request, "product_id", "has none");
  request.product_id = SmallShop::product(11);
  request.placement = Placement::for_you;
  refused(request, "product_id", "omit it");
}

TEST_CASE("reasons for complements never say that the customer bought the product of the request or of the cart") {
  const SmallShop world;
  Advisor advisor = open_advisor(world, "item-item");
  for (std::size_t at = 0; at < SmallShop::products; ++at) {
    Product product = product_with(SmallShop::product(at));
    product.category = at < 3 ? "Food > Tea" : "Food > Sugar";
    must(advisor.put_product(product));
  }
  AdviceRequest request = of_product(SmallShop::product(1), Placement::complements, 3);
  request.context.cart = {SmallShop::product(2)};
  request.max_reasons = 3;
  std::size_t reasons = 0;
  for (const RecommendedItem& item : advised(advisor, request).items) {
    for (const Reason& reason : item.reasons) {
      ++reasons;
      CHECK(reason.times == 0);
      CHECK_THAT(reason.text, !Contains("you bought") && !Contains("you liked"));
    }
  }
  CHECK(reasons > 0);
}

TEST_CASE("complements learned from orders come first, obey the rules, and give bought_together as their reason") {
  const SmallShop world;
  // Each order holds tea k and coffee k; every fifth order also holds the next coffee.
  std::string rows;
  for (std::size_t order = 0; order < 240; ++order) {
    const std::size_t tea = order / 2 % 6;
    const auto add = [&](std::size_t product) {
      rows += SmallShop::customer(order % 60) + "," + SmallShop::product(product) + ",purchase," +
              std::to_string((1'000 + order) * day) + ",\n";
    };
    add(tea);
    add(6 + tea);
    if (order % 5 == 0) add(6 + (tea + 1) % 6);
  }
  world.import(world.file("pairs.csv", rows));
  TrainOptions options = SmallShop::options_for("item-item");
  options.source.shop = world.shop();
  must(train(options));
  std::vector<RecommendedItem> related;
  AdviceRequest learned = of_product(SmallShop::product(1), Placement::complements, 3);
  learned.max_reasons = 1;
  for (const RecommendedItem& item : advised(must(Recommender::open_shop(world.shop())), learned).items) {
    if (!item.reasons.empty() && item.reasons[0].code == "bought_together") related.push_back(item);
  }
  REQUIRE(related.size() >= 2);
  CHECK(related.front().product_id == SmallShop::product(7));

  Advisor advisor = advisor_of(world.shop());
  AdviceRequest request = request_for("", 8);
  request.placement = Placement::complements;
  request.product_id = SmallShop::product(1);
  const auto check_first = [&](const Advice& advice, std::span<const RecommendedItem> wanted) {
    REQUIRE(advice.items.size() == 8);
    for (std::size_t at = 0; at < wanted.size(); ++at) {
      CHECK(advice.items[at].product_id == wanted[at].product_id);
      CHECK(advice.items[at].score == Approx(wanted[at].score));
      REQUIRE(advice.items[at].reasons.size() == 1);
      CHECK(advice.items[at].reasons[0].code == "bought_together");
      CHECK(advice.items[at].reasons[0].product_id == SmallShop::product(1));
      CHECK(advice.items[at].reasons[0].share == Approx(1));
    }
    for (std::size_t at = 1; at < advice.items.size(); ++at) {
      CHECK(advice.items[at].score <= advice.items[at - 1].score);
    }
  };
  check_first(advised(advisor, request), related);
  must(advisor.put_product(product_with(related.front().product_id, 0)));
  const Advice without = advised(advisor, request);
  check_first(without, std::span(related).subspan(1));
  CHECK(removed_by(without, "out_of_stock") == 1);
}

TEST_CASE("an invalid request is refused with the field, the rule and the remedy") {
  const SmallShop world;
  const Advisor advisor = open_advisor(world, "popular");
  const auto refused = [&](const std::string& field, const auto& change) {
    AdviceRequest request = request_for("c", 10);
    change(request);
    const auto answer = advisor.advise(request);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == ErrorCode::invalid_argument);
    CHECK(answer.error().field == field);
    CHECK_THAT(answer.error().message, Contains(field.substr(0, field.find('['))));
  };
  refused("count", [](AdviceRequest& request) { request.count = 0; });
  refused("count", [](AdviceRequest& request) { request.count = 1'001; });
  refused("history", [](AdviceRequest& request) { request.history = {"p"}; });
  refused("customer_id", [](AdviceRequest& request) { request.customer_id = std::string(1'025, 'x'); });
  refused("customer_id", [](AdviceRequest& request) { request.customer_id = "\xff"; });
  refused("filters.price_min", [](AdviceRequest& request) { request.filters.price_min = -1; });
  refused("filters.min_confidence", [](AdviceRequest& request) { request.filters.min_confidence = 2; });
  refused("context.budget", [](AdviceRequest& request) { request.context.budget = std::nan(""); });
  refused("context.now", [](AdviceRequest& request) { request.context.now = "yesterday"; });
  refused("context.cart", [](AdviceRequest& request) { request.context.cart = {""}; });
  CHECK(must(parse_word<Placement>("buy_again", "placement")) == Placement::buy_again);
  CHECK(parse_word<Placement>("theft", "placement").error().field == "placement");
  CHECK_THAT(parse_word<Placement>("nonsense", "placement").error().message, Contains("for_you"));
}

TEST_CASE("an answer claims a level only when every condition was checked, and names what the next level needs") {
  const SmallShop world;
  Advisor plain = open_advisor(world, "item-item");
  const Advice no_confidence = advised(plain, request_for(tea_drinker, 3));
  CHECK(no_confidence.level == 0);
  CHECK(no_confidence.next_level_needs == std::vector<std::string>{"confidence"});
  const Advice unknown_customer = advised(plain, request_for("nobody", 3));
  CHECK(unknown_customer.level == 0);
  CHECK(unknown_customer.next_level_needs == std::vector<std::string>{"history"});

  // Only a blend gives confidences, and only with enough data to fit its ranker.
  const Scratch scratch;
  GenerateOptions generate;
  generate.out = scratch / "files";
  generate.customers = 600;
  generate.products = 150;
  generate.events = 30'000;
  must(generate_shop(generate));
  ImportOptions import;
  import.shop = scratch / "shop";
  import.events = {scratch / "files" / "events.csv"};
  must(import_files(import));
  TrainOptions training;
  training.source.shop = scratch / "shop";
  training.recipe = "blend";
  must(train(training));
  Advisor blend = advisor_of(scratch / "shop");
  const std::string who = must(Recommender::open_shop(scratch / "shop")).customer_ids().front();
  const Advice with_confidence = advised(blend, request_for(who, 3));
  REQUIRE(with_confidence.items.front().confidence);
  CHECK(with_confidence.level == 1);
  CHECK(with_confidence.next_level_needs == std::vector<std::string>{"stock"});
  for (const std::string& id : ids_of(with_confidence)) {
    Product product = product_with(id, 4);
    product.regions = id == with_confidence.items.back().product_id ? "Tehran" : "";
    must(blend.put_product(product));
  }
  CHECK(advised(blend, request_for(who, 3)).next_level_needs == std::vector<std::string>{"region"});
  AdviceRequest there = request_for(who, 3);
  there.context.region = "Tehran";
  const Advice obtainable = advised(blend, there);
  CHECK(obtainable.level == 2);
  CHECK_FALSE(obtainable.next_level_needs.empty());
  // A blend ranks a few hundred candidates: with most of the shop sold out it still finds all that is in stock.
  Advisor sold_out = advisor_of(scratch / "shop");
  const auto everything = ids_of(advised(sold_out, request_for("nobody", 1'000)));
  for (std::size_t at = 0; at < everything.size(); ++at) {
    if (at % 10 != 0) must(sold_out.put_product(product_with(everything[at], 0)));
  }
  AdviceRequest any = request_for(who, 1'000);
  any.include_purchased = true;
  const Advice in_stock = advised(sold_out, any);
  CHECK(in_stock.items.size() + removed_by(in_stock, "hidden") == (everything.size() + 9) / 10);
  // min_confidence keeps the confident products, and counts the others as removed.
  AdviceRequest confident = request_for(who, 7);
  const Advice all = advised(blend, confident);
  confident.filters.min_confidence = *all.items[1].confidence;
  const Advice some = advised(blend, confident);
  CHECK(some.items.size() >= 2);
  CHECK(some.items.size() + removed_by(some, "min_confidence") == all.items.size());
}

TEST_CASE("no two answers have the same id") {
  const SmallShop world;
  const Advisor advisor = open_advisor(world, "popular");
  std::set<std::string> ids;
  for (int asked = 0; asked < 1'000; ++asked) ids.insert(advised(advisor, request_for("c", 1)).advice_id);
  CHECK(ids.size() == 1'000);
  const Advisor again = advisor_of(world.shop());
  CHECK(ids.count(advised(again, request_for("c", 1)).advice_id) == 0);
}
