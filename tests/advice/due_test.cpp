// What is due again, for one customer and in the answers of a shop.
#include "engine/advice/due.hpp"

#include <cmath>

#include "tests/advisor/open_advisor.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// One category: 0 milk, gap 10 days; 1 yoghurt, 20 days; and 2, a saw that nobody buys twice.
Repurchase dairy() {
  Repurchase model;
  model.until = 2'000 * day;
  const std::vector<float> chance = {0.8F, 0.8F, 0.02F};
  model.chance = {chance, chance, chance};
  model.log_gap = {std::log(10.0F), std::log(20.0F), std::log(300.0F)};
  model.between = {0.1F, 0.1F, 0.1F};
  model.within = {0.02F, 0.02F, 0.02F};
  model.category = {1, 1, 2};
  return model;
}

Purchase bought(std::uint32_t item, std::uint32_t when, std::uint32_t order = 0) {
  return {ItemId{item}, when * day, order, 1};
}

std::vector<Purchase> every(std::uint32_t item, std::uint32_t gap, std::size_t times, std::uint32_t from = 1'000) {
  std::vector<Purchase> history;
  for (std::uint32_t at = 0; at < times; ++at) history.push_back(bought(item, from + at * gap, at));
  return history;
}

DueProduct of(const std::vector<Purchase>& history, std::uint32_t today, std::uint32_t item = 0,
              const Repurchase& model = dairy()) {
  for (const DueProduct& product : due_products(model, history, std::int64_t{today} * day)) {
    if (product.item.row == item) return product;
  }
  FAIL("the product is not in the history");
  return {};
}
double due_day(const DueProduct& product) { return static_cast<double>(product.due_on) / day; }

}  // namespace

TEST_CASE("a product bought once is due after the learned gap, and one bought often after the customer's own") {
  CHECK(due_day(of({bought(0, 1'000)}, 1'001)) == Approx(1'010).margin(0.1));
  // Every 16 days where others take 10: the more purchases, the nearer to 16.
  double last = 10;
  for (const std::size_t times : {2U, 3U, 6U, 12U}) {
    const auto history = every(0, 16, times);
    const double gap = due_day(of(history, history.back().time / day)) - history.back().time / day;
    CHECK(gap > last);
    last = gap;
  }
  CHECK(last == Approx(16).margin(0.4));
}

TEST_CASE("one purchase skipped does not move the due day much") {
  auto history = every(0, 10, 8);
  const double before = due_day(of(history, 1'071)) - 1'070;
  history.push_back(bought(0, 1'090, 8));
  history.push_back(bought(0, 1'100, 9));
  CHECK(due_day(of(history, 1'101)) - 1'100 == Approx(before).margin(0.2));
}

TEST_CASE("a customer who is slow with one product of a category is expected to be slow with another") {
  auto history = every(1, 40, 6);  // yoghurt, at half of the usual pace
  history.push_back(bought(0, 1'201, 6));
  const double gap = due_day(of(history, 1'202)) - 1'201;
  CHECK(gap > 12);
  CHECK(gap < 20);
  Repurchase other_category = dairy();
  other_category.category[1] = 3;
  CHECK(due_day(of(history, 1'202, 0, other_category)) == Approx(1'211).margin(0.1));
}

TEST_CASE("a consumable is not due after a day, due after its gap, and given up long afterwards; a saw is a durable") {
  const auto history = every(0, 10, 5);  // last on day 1,040
  CHECK(of(history, 1'041).state == DueState::not_yet);
  CHECK(of(history, 1'050).state == DueState::due);
  CHECK(of(history, 1'053).state == DueState::due);
  CHECK(of(history, 1'150).state == DueState::lapsed);
  CHECK(of(history, 1'150).chance < of(history, 1'050).chance);
  CHECK(of(history, 1'050).score > of(history, 1'041).score);
  CHECK(of(history, 1'050).score > of(history, 1'065).score);
  CHECK(of({bought(2, 1'000)}, 1'300, 2).state == DueState::durable);
  CHECK(of({bought(2, 1'000)}, 1'300, 2).due_on == 0);
}

TEST_CASE("orders without dates make a product due by their number, without a day") {
  Repurchase model = dairy();
  model.in_days = false;
  model.log_gap[0] = std::log(3.0F);
  const auto after = [&](std::uint32_t orders) {
    std::vector<Purchase> history;
    for (std::uint32_t at = 0; at < 5; ++at) history.push_back({ItemId{0}, 0, 3 * at, 1});
    history.push_back({ItemId{2}, 0, 12 + orders, 1});
    return of(history, 0, 0, model);
  };
  CHECK(after(0).state == DueState::not_yet);  // the next order is the first after the purchase
  CHECK(after(2).state == DueState::due);      // the third
  CHECK(after(2).due_on == 0);
  CHECK(after(30).state == DueState::lapsed);
}

TEST_CASE("a liked product is not owned, and products newer than the model are left out") {
  std::vector<Purchase> history = {bought(0, 1'000), bought(7, 1'000)};
  history.push_back({ItemId{1}, 1'000 * day, 0, 0});
  const auto products = due_products(dairy(), history, std::int64_t{1'001} * day);
  REQUIRE(products.size() == 1);
  CHECK(products[0].item == ItemId{0});
}

namespace {

// 40 customers buy milk every 10 days, and at first one saw and one lamp or rug each.
class DairyShop {
 public:
  static std::string customer(std::size_t at) { return numbered("customer ", at); }

  explicit DairyShop(const std::string& recipe) {
    std::string text = "customer_id,product_id,order_id,timestamp\n";
    for (std::size_t who = 0; who < 40; ++who) {
      std::size_t order = 0;
      const auto buy = [&](const std::string& product, std::size_t when) {
        text += customer(who) + "," + product + "," + std::to_string(++order) + "," +
                std::to_string((1'000 + when) * day) + "\n";
      };
      buy(who % 2 == 0 ? "hand saw" : "band saw", 1);
      buy(who % 3 == 0 ? "lamp" : "rug", 1);
      for (std::size_t when = who % 10; when < 100; when += 10) buy("milk", when + 2);
      if (who == 39) buy("ladder", 103);  // the shop's last event
    }
    put_bytes(world_.path("dairy.csv"), text);
    world_.import(world_.path("dairy.csv"));
    TrainOptions options = SmallShop::options_for(recipe);
    options.source.shop = world_.shop();
    options.force = true;
    auto report = train(options);
    if (!report) FAIL(report.error().message);
  }
  [[nodiscard]] Recommender recommender() const { return must(Recommender::open_shop(world_.shop())); }
  [[nodiscard]] Advisor open(std::int64_t today = 1'103) const { return advisor_of(world_.shop(), today * day); }

 private:
  SmallShop world_;
};

AdviceRequest again(const std::string& customer) {
  AdviceRequest request = request_for(customer);
  request.placement = Placement::buy_again;
  return request;
}

}  // namespace

TEST_CASE("buy_again offers what is due with its day, and neither durables nor what was just bought") {
  for (const std::string recipe : {"item-item", "repeat", "blend"}) {
    CAPTURE(recipe);
    const DairyShop shop(recipe);
    const Advisor advisor = shop.open();
    const Advice due = advised(advisor, again(DairyShop::customer(0)));  // milk last on day 92 of 1,000
    REQUIRE(ids_of(due) == std::vector<std::string>{"milk"});
    CHECK(due.items[0].due_on == iso_date((1'000 + 102) * day));
    REQUIRE(due.items[0].reasons.size() == 1);
    CHECK(due.items[0].reasons[0].code == "buy_again");
    CHECK(due.items[0].reasons[0].share == 1);
    CHECK(due.items[0].reasons[0].amount == Approx(due.items[0].score));
    CHECK(due.items[0].reasons[0].times == 10);
    CHECK(removed_by(due, "owned") == 2);
    CHECK(removed_by(due, "not_purchased") == 3);
    const Advice none = advised(advisor, again(DairyShop::customer(9)));  // milk on day 101
    CHECK(none.items.empty());
    CHECK(removed_by(none, "not_due") == 1);
    CHECK(removed_by(none, "owned") == 2);
    AdviceRequest later = again(DairyShop::customer(9));
    later.context.now = std::to_string(std::int64_t{1'111} * day);
    CHECK(ids_of(advised(advisor, later)) == std::vector<std::string>{"milk"});
    AdviceRequest all = again(DairyShop::customer(9));
    all.include_purchased = true;
    CHECK(advised(advisor, all).items.size() == 3);
  }
}

TEST_CASE("for_you shows a consumable when it is due, and never an owned durable, one by one and in a batch") {
  for (const std::string recipe : {"item-item", "blend"}) {
    CAPTURE(recipe);
    const DairyShop shop(recipe);
    const Advisor advisor = shop.open();
    const Advice due = advised(advisor, request_for(DairyShop::customer(0)));
    CHECK(due.items.size() == 4);  // milk, and the saw, the rug and the ladder that the customer lacks
    CHECK(shows(due, "milk"));
    CHECK_FALSE(shows(due, "hand saw"));
    for (const RecommendedItem& item : due.items) CHECK(item.due_on.empty() == (item.product_id != "milk"));
    const Advice not_yet = advised(advisor, request_for(DairyShop::customer(9)));
    CHECK_FALSE(shows(not_yet, "milk"));
    CHECK(removed_by(not_yet, "not_due") == 1);
    CHECK(removed_by(not_yet, "owned") == 2);
    AdviceRequest plain = request_for(DairyShop::customer(0));
    plain.max_reasons = 0;
    const std::vector<std::string> ids = {DairyShop::customer(0), DairyShop::customer(9)};
    AdviceRequest many = plain;
    many.customer_id.clear();
    many.context.now = std::to_string(std::int64_t{1'103} * day);
    std::vector<Advice> batch;
    must(shop.recommender().advise_many(ids, many, 1, [&](const Advice& advice) {
      batch.push_back(advice);
      return true;
    }));
    REQUIRE(batch.size() == 2);
    CHECK(ids_of(batch[0]) == ids_of(due));
    CHECK(ids_of(batch[1]) == ids_of(not_yet));
  }
}

TEST_CASE("a purchase makes a consumable leave the very next answer") {
  const DairyShop shop("item-item");
  Advisor advisor = shop.open();
  CHECK(shows(advised(advisor, again(DairyShop::customer(0))), "milk"));
  Event event = event_for(DairyShop::customer(0), "milk");
  event.timestamp = std::to_string(std::int64_t{1'103} * day - 60);
  record_one(advisor, event);
  CHECK(advised(advisor, again(DairyShop::customer(0))).items.empty());
}

TEST_CASE("a shop whose events ended long ago is answered as of its last event, unless the request gives the time") {
  const DairyShop shop("item-item");
  const Advisor years_later = shop.open(2'500);
  CHECK(ids_of(advised(years_later, again(DairyShop::customer(0)))) == std::vector<std::string>{"milk"});
  AdviceRequest dated = again(DairyShop::customer(0));
  dated.context.now = std::to_string(std::int64_t{2'500} * day);
  const Advice given_up = advised(years_later, dated);
  CHECK(given_up.items.empty());
  CHECK(removed_by(given_up, "not_due") == 1);
}

TEST_CASE("a history of ids without dates gets what is bought again, without a day") {
  const DairyShop shop("item-item");
  AdviceRequest request;
  request.history = {"hand saw", "milk"};
  request.placement = Placement::buy_again;
  const Advice advice = advised(shop.open(), request);
  REQUIRE(ids_of(advice) == std::vector<std::string>{"milk"});
  CHECK(advice.items[0].due_on.empty());
  request.placement = Placement::for_you;
  CHECK_FALSE(shows(advised(shop.open(), request), "milk"));
}
