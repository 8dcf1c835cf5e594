// What can be had: delivery by a day, in a region, within a budget.
#include <chrono>
#include <cmath>
#include <functional>
#include <set>
#include <thread>

#include "engine/live/time_zone.hpp"
#include "tests/advice/tehran_shop.hpp"
#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

std::string sku(std::size_t at) { return SmallShop::product(at); }

// The products of the small shop with lead days 0, 1, 2, ..., and prices of 10 for each place. Product 11 has no lead days.
class ObtainableWorld {
 public:
  explicit ObtainableWorld(const std::string& settings = tehran_settings, const std::string& recipe = "item-item") {
    world_.train_shop(recipe);
    put_bytes(world_.shop() / "shop.toml", settings);
    advisor_.emplace(advisor_of(world_.shop(), tuesday));
    for (std::size_t at = 0; at < SmallShop::products; ++at) must(advisor_->put_product(product(at)));
  }
  static Product product(std::size_t at) {
    Product product = product_with(sku(at), 5);
    product.price = 10.0 * static_cast<double>(at + 1);
    if (at < 11) product.lead_days = static_cast<double>(at);
    return product;
  }
  [[nodiscard]] Advisor& advisor() { return *advisor_; }
  [[nodiscard]] const SmallShop& files() const { return world_; }
  [[nodiscard]] Advice ask(const std::function<void(AdviceContext&)>& set = {},
                           const std::string& customer = "nobody") {
    AdviceRequest request = request_for(customer);
    if (set) set(request.context);
    return advised(*advisor_, request);
  }
  void check_refused(const std::function<void(AdviceContext&)>& set, const std::string& field,
                     const std::string& remedy) {
    AdviceRequest request = request_for("nobody");
    set(request.context);
    const auto advice = advisor_->advise(request);
    REQUIRE_FALSE(advice);
    CHECK(advice.error().code == ErrorCode::invalid_argument);
    CHECK(advice.error().field == field);
    CHECK_THAT(advice.error().message, Contains(field) && Contains(remedy));
  }

 private:
  SmallShop world_;
  std::optional<Advisor> advisor_;
};

std::string arrival_of(const Advice& advice, const std::string& product) {
  for (const RecommendedItem& item : advice.items) {
    if (item.product_id == product) return item.arrives_by;
  }
  return "not shown";
}

}  // namespace

TEST_CASE("each item says when it arrives, and a region takes its own days in transit") {
  ObtainableWorld world;
  Advice advice = world.ask([](AdviceContext& context) { context.region = "Tehran"; });
  CHECK(advice.items.size() == SmallShop::products);
  CHECK(arrival_of(advice, sku(0)) == "2026-11-25");
  CHECK(arrival_of(advice, sku(1)) == "2026-11-28");
  CHECK(arrival_of(advice, sku(2)) == "2026-11-29");
  CHECK(arrival_of(advice, sku(11)).empty());
  advice = world.ask([](AdviceContext& context) { context.region = "shiraz"; });
  CHECK(arrival_of(advice, sku(0)) == "2026-11-28");
  CHECK(arrival_of(advice, sku(2)) == "2026-12-01");
  // Without a region: a promise that holds everywhere.
  CHECK(arrival_of(world.ask(), sku(2)) == "2026-12-01");
}

TEST_CASE("products that arrive after the day on which they are needed, or at an unknown time, are left out") {
  ObtainableWorld world;
  const auto needed = [&](const std::string& day, const std::string& region = "Tehran") {
    return world.ask([&](AdviceContext& context) {
      context.need_by = day;
      context.region = region;
    });
  };
  Advice advice = needed("2026-11-28");
  CHECK(std::set<std::string>({sku(0), sku(1)}) == [&] {
    const auto ids = ids_of(advice);
    return std::set<std::string>(ids.begin(), ids.end());
  }());
  CHECK(removed_by(advice, "arrives_late") == SmallShop::products - 2);
  CHECK(needed("2026-11-24").items.empty());
  CHECK(needed("2026-11-25").items.size() == 1);
  CHECK(needed("2026-11-25", "Shiraz").items.empty());
  // The day in the shop's zone: 22:00 UTC on the 27th is the 28th in Tehran.
  CHECK(needed("2026-11-27T22:00:00Z").items.size() == 2);
  CHECK(needed("2026-11-28T00:00:00+03:30").items.size() == 2);
  CHECK(needed("2099-12-30").items.size() == 11);  // all but the one whose arrival is unknown
  for (const RecommendedItem& item : needed("2026-12-02").items) CHECK(item.arrives_by <= "2026-12-02");
}

TEST_CASE("a change of lead days, of shop.toml or of the time is in the next answer") {
  ObtainableWorld world;
  const auto shown = [&](const std::string& now = "") {
    return world
        .ask([&](AdviceContext& context) {
          context.need_by = "2026-11-28";
          context.region = "Tehran";
          context.now = now;
        })
        .items.size();
  };
  CHECK(shown() == 2);
  CHECK(shown("2026-11-24T14:00:00+03:30") == 1);
  Product change;
  change.product_id = sku(5);
  change.lead_days = 0;
  must(world.advisor().patch_product(change));
  CHECK(shown() == 3);
  std::string faster = tehran_settings;
  faster.replace(faster.find("Tehran = 1"), 10, "Tehran = 0");
  put_bytes(world.files().shop() / "shop.toml", faster);
  std::this_thread::sleep_for(std::chrono::milliseconds(250));
  CHECK(shown() == 4);  // lead days 0, 0, 1 and 2: Saturday
}

TEST_CASE("a region that the shop does not deliver to gets services only, and its customers too") {
  ObtainableWorld world;
  Product service = ObtainableWorld::product(3);
  service.kind = "service";
  service.regions = "Tehran, Tabriz";
  must(world.advisor().put_product(service));
  const auto there = [&](const std::string& region) {
    return world.ask([&](AdviceContext& context) { context.region = region; });
  };
  CHECK(ids_of(there("Tabriz")) == std::vector<std::string>{sku(3)});
  CHECK(removed_by(there("Tabriz"), "not_deliverable") == SmallShop::products - 1);
  CHECK(there("Tehran").items.size() == SmallShop::products);
  CHECK(there("Shiraz").items.size() == SmallShop::products - 1);
  Customer customer;
  customer.customer_id = "moved";
  customer.region = "Tabriz";
  CHECK(must(world.advisor().put_customer(customer)));
  CHECK(ids_of(world.ask({}, "moved")) == std::vector<std::string>{sku(3)});
  customer.region = "Tehran";
  customer.name = "";
  must(world.advisor().patch_customer(customer));
  CHECK(world.ask({}, "moved").items.size() == SmallShop::products);
  CHECK(arrival_of(world.ask({}, "moved"), sku(0)) == "2026-11-25");
  // The request's region comes first.
  CHECK(arrival_of(world.ask([](AdviceContext& context) { context.region = "Shiraz"; }, "moved"), sku(0)) ==
        "2026-11-28");
}

TEST_CASE("a region of a customer is there after the shop is opened again, and in answers from files") {
  const SmallShop world;
  world.train_shop("item-item");
  put_bytes(world.shop() / "shop.toml", tehran_settings);
  const std::string known = SmallShop::customer(4);
  {
    Advisor advisor = advisor_of(world.shop(), tuesday);
    for (std::size_t at = 0; at < SmallShop::products; ++at) must(advisor.put_product(ObtainableWorld::product(at)));
    for (const std::string& id : {known, std::string("new")}) {
      Customer customer;
      customer.customer_id = id;
      customer.region = "Tehran";
      (void)must(advisor.put_customer(customer));
    }
  }
  const Advisor advisor = advisor_of(world.shop(), tuesday);
  const auto recommender = Recommender::open_shop(world.shop());
  REQUIRE(recommender);
  for (const std::string& id : {known, std::string("new")}) {
    AdviceRequest request = request_for(id);
    request.context.now = std::to_string(tuesday);
    request.include_purchased = true;
    CHECK(arrival_of(advised(advisor, request), sku(0)) == "2026-11-25");
    CHECK(arrival_of(advised(*recommender, request), sku(0)) == "2026-11-25");
  }
}

TEST_CASE("a day in the past, no day, and a region that nobody knows are refused by name") {
  ObtainableWorld world;
  const auto need_by = [&](const char* day, const char* remedy) {
    world.check_refused([&](AdviceContext& context) { context.need_by = day; }, "context.need_by", remedy);
  };
  need_by("2026-11-23", "which is past; it must be today, 2026-11-24, or later");
  need_by("2026-11-23T20:29:59Z", "2026-11-23, which is past");  // 23:59:59 in Tehran
  need_by("2026-11-31", "is not a day and time of the calendar");
  need_by("soon", "is neither ISO 8601");
  const auto region = [&](const char* name) {
    world.check_refused([&](AdviceContext& context) { context.region = name; }, "context.region", "Shiraz, Tehran");
  };
  region("Atlantis");
  Product change;
  change.product_id = sku(1);
  change.regions = "Atlantis";
  must(world.advisor().patch_product(change));
  CHECK(world.ask([](AdviceContext& context) { context.region = "ATLANTIS"; }).items.empty());
  world.check_refused([](AdviceContext& context) { context.region = "Mars"; }, "context.region",
                      "Shiraz, Tehran, atlantis");
}

TEST_CASE("any region is accepted where the shop names none, or delivers to the others") {
  ObtainableWorld nameless("");
  CHECK(nameless.ask([](AdviceContext& context) { context.region = "Atlantis"; }).items.size() == SmallShop::products);
  // Without regions there are no days in transit.
  CHECK(arrival_of(nameless.ask(), sku(2)) == "2026-11-26");
  ObtainableWorld open(tehran_settings + "\"*\" = 6\n");
  CHECK(arrival_of(open.ask([](AdviceContext& context) { context.region = "Atlantis"; }), sku(0)) == "2026-11-30");
}

TEST_CASE("a budget of 0, below 0, of no number or in another currency is refused by name") {
  ObtainableWorld world;
  for (const double budget : {0.0, -0.0, -1.0, std::nan(""), HUGE_VAL, 1e13}) {
    CAPTURE(budget);
    world.check_refused([&](AdviceContext& context) { context.budget = budget; }, "context.budget", "");
  }
  const auto with_currency = [&](const char* currency) {
    return world.ask([&](AdviceContext& context) {
      context.budget = 40;
      context.currency = currency;
    });
  };
  CHECK(with_currency("IRR").items.size() == 4);
  CHECK(with_currency("irr").items.size() == 4);
  world.check_refused(
      [](AdviceContext& context) {
        context.budget = 40;
        context.currency = "EUR";
      },
      "context.currency", "prices are in IRR");
  world.check_refused([](AdviceContext& context) { context.currency = "EUR"; }, "context.currency",
                      "prices are in IRR");
}

TEST_CASE("a product with a price in another currency than the shop's has no price here and fits no budget") {
  ObtainableWorld world;
  Product change;
  change.product_id = sku(0);
  change.currency = "EUR";
  must(world.advisor().patch_product(change));
  const auto under = [](AdviceContext& context) { context.budget = 40; };
  Advice advice = world.ask(under);
  CHECK(advice.items.size() == 3);
  CHECK_FALSE(shows(advice, sku(0)));
  CHECK(removed_by(advice, "over_budget") == SmallShop::products - 3);
  CHECK(advice.total == 20 + 30 + 40);
  advice = world.ask();
  CHECK(advice.items.size() == SmallShop::products);
  CHECK_FALSE(advice.total);
  for (const RecommendedItem& item : advice.items) CHECK(item.price.has_value() == (item.product_id != sku(0)));
}

TEST_CASE("without currency in shop.toml the products' own counts, and several are refused under a budget") {
  ObtainableWorld world("");
  const auto in = [](const char* currency) {
    return [=](AdviceContext& context) {
      context.budget = 40;
      context.currency = currency;
    };
  };
  world.check_refused(in("EUR"), "context.currency", "the shop names no currency; set currency in shop.toml");
  const auto set_currency = [&](std::size_t at, const char* currency) {
    Product change;
    change.product_id = sku(at);
    change.currency = currency;
    must(world.advisor().patch_product(change));
  };
  set_currency(0, "EUR");
  CHECK(world.ask(in("EUR")).items.size() == 4);
  world.check_refused(in("IRR"), "context.currency", "prices are in EUR");
  set_currency(1, "IRR");
  world.check_refused(in(""), "context.budget", "products have several currencies; set currency in shop.toml");
  CHECK(world.ask().items.size() == SmallShop::products);
}
