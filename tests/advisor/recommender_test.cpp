// From files to answers and reasons, through the public headers.
#include "moshaver/recommender.hpp"

#include <algorithm>
#include <set>

#include "tests/advisor/small_shop.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

// The whole catalogue, owned products included: only hidden ones are left out.
constexpr Asking everything{.count = 100, .include_purchased = true};

const std::string hidden_coffee = SmallShop::product(11);

double score_in(const Advice& advice, const std::string& product) {
  for (const RecommendedItem& item : advice.items) {
    if (item.product_id == product) return item.score;
  }
  return 0;
}

std::vector<std::string> others_than(const std::string& product, const Advice& advice) {
  std::vector<std::string> ids = products_of(advice);
  std::erase(ids, product);
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace

TEST_CASE("a trained model recommends each customer the one product of their taste that they lack") {
  // A blend finds its weights on what is held out: on the last orders, which need products that are bought again.
  const SmallShop world, repeating(true);
  for (const std::string& recipe : personal_recipes) {
    const Recommender recommender = (recipe == "blend" ? repeating : world).from_files(recipe);
    for (std::size_t who = 2; who < SmallShop::customers; ++who) {
      const Advice answer = recommended(recommender, SmallShop::customer(who), {.count = recipe == "blend" ? 12U : 1U});
      CAPTURE(recipe, who);
      CHECK(answer.known);
      CHECK(answer.customer_id == SmallShop::customer(who));
      // Where there are repeats, what the customer needs again may come before it.
      const auto lacking = std::find_if(answer.items.begin(), answer.items.end(), [&](const RecommendedItem& item) {
        return recipe != "blend" || item.due_on.empty();
      });
      REQUIRE(lacking != answer.items.end());
      CHECK(lacking->product_id == SmallShop::product(SmallShop::withheld(who)));
      CHECK(lacking->title == SmallShop::title(SmallShop::withheld(who)));
      CHECK(answer.items[0].rank == 1);
    }
  }
}

TEST_CASE("a shop and the files it was imported from give the same answers, but that a shop hears feedback") {
  const SmallShop world;
  for (const std::string& recipe : all_recipes_named) {
    const Recommender files = world.from_files(recipe), shop = world.from_shop(recipe);
    for (std::size_t who = 0; who < SmallShop::customers; ++who) {
      const Advice of_files = recommended(files, SmallShop::customer(who), everything);
      const Advice of_shop = recommended(shop, SmallShop::customer(who), everything);
      // Customer 0, a tea drinker, hid the last coffee, which lowers it for tea drinkers and for customer 1, who likes a tea.
      if (SmallShop::taste(who) == 0 || who == 1) {
        CHECK(score_in(of_shop, hidden_coffee) <= score_in(of_files, hidden_coffee));
        CHECK(others_than(hidden_coffee, of_shop) == others_than(hidden_coffee, of_files));
      } else {
        check_same_answer(of_files, of_shop);
      }
    }
    CHECK(files.customer_ids() == shop.customer_ids());
    CHECK(files.model().recipe == recipe);
    CHECK(files.model().products == SmallShop::products);
    CHECK(files.model().customers == SmallShop::customers);
  }
}

TEST_CASE("without include_purchased an answer holds every product that the customer does not own") {
  const SmallShop world;
  for (const std::string& recipe : all_recipes_named) {
    const Recommender recommender = world.from_files(recipe);
    const auto fresh = products_of(recommended(recommender, SmallShop::customer(4), {.count = 100}));
    CHECK(fresh.size() == SmallShop::products - 5);
    for (std::size_t what = 0; what < 6; ++what) {
      const bool is_shown = std::count(fresh.begin(), fresh.end(), SmallShop::product(what)) == 1;
      CHECK(is_shown == (what == SmallShop::withheld(4)));
    }
    CHECK(products_of(recommended(recommender, SmallShop::customer(4), everything)).size() == SmallShop::products);
    AdviceRequest nothing = request_of({.count = 0});
    CHECK(recommender.advise(nothing).error().field == "count");
  }
}

TEST_CASE("a product that the customer hid is never recommended, even with include_purchased") {
  const SmallShop world;
  for (const std::string& recipe : all_recipes_named) {
    const Recommender recommender = world.from_files(recipe);
    const std::vector<std::string> ids = {SmallShop::customer(0)};
    const Advice alone = recommended(recommender, ids[0], everything);
    const auto all = products_of(alone);
    CHECK(all.size() == SmallShop::products - 1);
    CHECK(std::count(all.begin(), all.end(), SmallShop::product(11)) == 0);
    const auto done = recommender.advise_many(ids, request_of(everything), 1, [&](const Advice& answer) {
      check_same_answer(answer, alone);
      const auto many = products_of(answer);
      CHECK(std::count(many.begin(), many.end(), SmallShop::product(11)) == 0);
      return true;
    });
    CHECK(done);
  }
}

TEST_CASE("an unknown customer and an empty history get the popular products") {
  const SmallShop world;
  const auto popular = products_of(recommended(world.from_files("popular"), "nobody", everything));
  for (const std::string& recipe : all_recipes_named) {
    const Recommender recommender = world.from_files(recipe);
    const Advice unknown_customer = recommended(recommender, "nobody", everything);
    CHECK_FALSE(unknown_customer.known);
    CHECK(unknown_customer.customer_id == "nobody");
    CHECK(products_of(unknown_customer) == popular);
    const Advice empty = recommended_for(recommender, {}, everything);
    CHECK_FALSE(empty.known);
    CHECK(products_of(empty) == popular);
  }
  CHECK(popular.size() == SmallShop::products);
}

TEST_CASE("a history in the request is answered like a stored one, and unknown products in it are listed") {
  const SmallShop world;
  const Recommender recommender = world.from_files("item-item");
  const std::vector<std::string> teas = {SmallShop::product(0), SmallShop::product(1), SmallShop::product(3)};
  const Advice answer = recommended_for(recommender, teas, {.count = 3});
  CHECK(answer.known);
  const auto offered = products_of(answer);
  CHECK(std::set<std::string>(offered.begin(), offered.end()) ==
        std::set<std::string>{SmallShop::product(2), SmallShop::product(4), SmallShop::product(5)});
  const Advice partly = recommended_for(recommender, {teas[0], "sku-none"});
  CHECK(partly.known);
  CHECK(partly.ignored == std::vector<std::string>{"sku-none"});
}

TEST_CASE("the products similar to a tea are other teas, best first, and an unknown product is unknown_item") {
  const SmallShop world;
  for (const std::string& recipe : personal_recipes) {
    const Recommender recommender = world.from_files(recipe);
    const Advice similar = advised(recommender, of_product(SmallShop::product(1), Placement::similar, 5));
    REQUIRE(similar.items.size() == 5);
    for (std::size_t at = 0; at < 5; ++at) {
      CHECK(similar.items[at].rank == at + 1);
      CHECK(similar.items[at].product_id != SmallShop::product(1));
      CHECK_THAT(similar.items[at].title, Contains("چای"));
      CHECK((at == 0 || similar.items[at - 1].score >= similar.items[at].score));
    }
    const auto unknown = recommender.advise(of_product("sku-none", Placement::similar, 5));
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == ErrorCode::unknown_item);
    CHECK_THAT(unknown.error().message, Contains("sku-none"));
  }
}

TEST_CASE("advise_many gives each customer their own answer, in the order asked, with any number of threads") {
  const SmallShop world;
  std::vector<std::string> ids;
  for (std::size_t at = 0; at < 700; ++at)
    ids.push_back(at % 41 == 40 ? "nobody" : SmallShop::customer(at * 7 % SmallShop::customers));
  for (const std::string& recipe : all_recipes_named) {
    const Recommender recommender = world.from_files(recipe);
    for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
      std::size_t at = 0;
      const auto done = recommender.advise_many(ids, request_of({.count = 4}), threads, [&](const Advice& answer) {
        check_same_answer(answer, recommended(recommender, ids[at], {.count = 4}));
        CHECK(answer.customer_id == ids[at]);
        ++at;
        return true;
      });
      CHECK(done);
      CHECK(at == ids.size());
    }
    std::size_t taken = 0;
    CHECK(recommender.advise_many(ids, request_of({}), 2, [&](const Advice&) { return ++taken < 3; }));
    CHECK(taken == 3);
  }
}

TEST_CASE("approximate search gives a small shop the answers of exact search") {
  const SmallShop world;
  const auto model = world.train_files("ials", "model").directory;
  const auto exact = Recommender::open_model(model);
  REQUIRE(exact);
  CHECK(exact->model().index == "exact");
  for (const SearchIndex index : {SearchIndex::hnsw, SearchIndex::ivf}) {
    const auto approximate = Recommender::open_model(model, index);
    REQUIRE(approximate);
    CHECK(approximate->model().index == (index == SearchIndex::hnsw ? "hnsw" : "ivf"));
    for (const std::string& id : exact->customer_ids()) {
      check_same_answer(recommended(*approximate, id, {.count = 5}), recommended(*exact, id, {.count = 5}));
    }
  }
}

TEST_CASE("a model without embeddings has no index") {
  CHECK(SmallShop().from_files("item-item").model().index.empty());
}

TEST_CASE("customer_ids lists the customers with an event, in order of first appearance, and no others") {
  const SmallShop world;
  world.import(world.file("more.csv", "zoe,sku-100,view,,\nadam,sku-100,purchase,,\n"));
  put_bytes(world.path("c.csv"), "customer_id\nregistered only\n");
  ImportOptions options;
  options.shop = world.shop();
  options.customers = {world.path("c.csv")};
  REQUIRE(import_files(options));
  const auto ids = world.from_shop("popular").customer_ids();
  REQUIRE(ids.size() == SmallShop::customers + 2);
  CHECK(ids[0] == "zoe");
  CHECK(ids[1] == "adam");
  CHECK(ids[2] == SmallShop::customer(0));
}

TEST_CASE("a shop and the files it was imported from give the same complements and alternatives") {
  const SmallShop world;
  const Recommender files = world.from_files("popular"), shop = world.from_shop("popular");
  std::size_t compared = 0;
  for (std::size_t what = 0; what < SmallShop::products; ++what) {
    for (const Placement placement : {Placement::complements, Placement::alternatives}) {
      const AdviceRequest request = of_product(SmallShop::product(what), placement, 4);
      const auto of_files = files.advise(request), of_shop = shop.advise(request);
      REQUIRE(of_files.has_value() == of_shop.has_value());
      if (!of_files) continue;  // no alternatives were learned for it
      REQUIRE(of_files->items.size() == of_shop->items.size());
      CHECK(of_files->items.size() <= 4);
      for (std::size_t at = 0; at < of_files->items.size(); ++at) {
        CHECK(of_files->items[at].product_id == of_shop->items[at].product_id);
        CHECK(of_files->items[at].score == of_shop->items[at].score);
        CHECK(of_files->items[at].rank == at + 1);
        CHECK(of_files->items[at].product_id != SmallShop::product(what));
      }
      compared += of_files->items.size();
    }
  }
  CHECK(compared > SmallShop::products);
  CHECK(files.advise(of_product("sku-0", Placement::complements, 4)).error().code == ErrorCode::unknown_item);
  CHECK(files.advise(of_product("sku-0", Placement::alternatives, 4)).error().code == ErrorCode::unknown_item);
}

TEST_CASE("a model without a shop refuses filters and context with the field and the remedy", "[bad input]") {
  const SmallShop world;
  const Recommender model = world.from_files("popular");
  const auto refused_field = [&](const auto& change) {
    AdviceRequest request = request_of({});
    change(request);
    const auto advice = model.advise(request);
    REQUIRE_FALSE(advice);
    CHECK(advice.error().code == ErrorCode::invalid_argument);
    CHECK_THAT(advice.error().message, Contains("needs a shop"));
    return advice.error().field;
  };
  CHECK(refused_field([](AdviceRequest& request) { request.context.budget = 5; }) == "context.budget");
  CHECK(refused_field([](AdviceRequest& request) { request.context.region = "Yazd"; }) == "context.region");
  CHECK(refused_field([](AdviceRequest& request) { request.context.now = "2026-01-01"; }) == "context.now");
  CHECK(refused_field([](AdviceRequest& request) { request.context.cart = {"sku-100"}; }) == "context.cart");
  CHECK(refused_field([](AdviceRequest& request) { request.filters.category = "Tea"; }) == "filters.category");
  CHECK(refused_field([](AdviceRequest& request) { request.filters.exclude = {"sku-100"}; }) == "filters.exclude");
}
