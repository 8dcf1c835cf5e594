// The features of the additive ranker, compared with values computed by hand.
#include "engine/ranking/features.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// "me": tea on days 10, 30 and 50, a cup on day 30; "you": a cup on day 58; staff: jam on day 60.
EventTable event_table() {
  EventTable table = table_of({{.customer = "me", .product = "tea", .time = 10 * day},
                               {.customer = "me", .product = "tea", .time = 30 * day},
                               {.customer = "me", .product = "cup", .time = 30 * day},
                               {.customer = "me", .product = "tea", .time = 50 * day},
                               {.customer = "you", .product = "cup", .time = 58 * day},
                               {.customer = "staff", .product = "jam", .time = 60 * day}});
  table.internal = {false, false, true};
  return table;
}

std::map<std::string, float> features_of(const Histories& histories, UserId user, ItemId item, LatestWindow window) {
  const ItemStatistics statistics = count_item_statistics(histories, window);
  const CustomerFeatures customer(histories.of(user), statistics);
  std::vector<float> values(CustomerFeatures::count);
  customer.write(item, values);
  std::map<std::string, float> named;
  const auto list = feature_list({});
  REQUIRE(list.size() == values.size() + 1);  // and the sum of the parts
  for (std::size_t at = 0; at < values.size(); ++at) named[list[at].name] = values[at];
  return named;
}

}  // namespace

TEST_CASE("own features count orders and days, and say whether the product is due") {
  const Histories histories = build_histories(event_table());
  auto tea = features_of(histories, UserId{0}, ItemId{0}, {30});
  CHECK(tea["own.orders"] == 3);
  CHECK(tea["own.share"] == 1);
  CHECK(tea["own.decayed"] == Approx(1 + 0.8 + 0.64));
  CHECK(tea["own.orders_since"] == 0);
  CHECK(tea["own.days_since"] == 10);  // the data ends on day 60
  CHECK(tea["own.gap"] == 20);
  CHECK(tea["own.due"] == Approx(11.0 / 21));
  auto cup = features_of(histories, UserId{0}, ItemId{1}, {30});
  CHECK(cup["own.orders"] == 1);
  CHECK(cup["own.orders_since"] == 1);
  CHECK(cup["own.days_since"] == 30);
  CHECK(std::isnan(cup["own.gap"]));  // no customer has bought a second cup
  auto jam = features_of(histories, UserId{0}, ItemId{2}, {30});
  for (const char* name : {"own.orders", "own.share", "own.decayed", "own.orders_since", "own.days_since", "own.due"}) {
    CHECK(std::isnan(jam[name]));
  }
}

TEST_CASE("product features count customers, not events, without staff") {
  const Histories histories = build_histories(event_table());
  const auto log_share = [](double buyers) { return Approx(std::log((buyers + 0.5) / 3)); };  // of two customers
  auto tea = features_of(histories, UserId{0}, ItemId{0}, {30});
  CHECK(tea["product.all_time"] == log_share(1));
  CHECK(tea["product.latest"] == log_share(1));
  CHECK(tea["product.week"] == log_share(0));
  CHECK(tea["product.quarter"] == log_share(1));
  CHECK(tea["product.gap"] == 20);
  auto cup = features_of(histories, UserId{0}, ItemId{1}, {30});
  CHECK(cup["product.all_time"] == log_share(2));
  CHECK(cup["product.latest"] == log_share(1));  // "you"; the other was 31 days before the end
  CHECK(cup["product.week"] == log_share(1));
  CHECK(cup["product.trend"] == Approx(std::log(1.5 / 2.5)));
  CHECK(tea["product.repeat_rate"] > cup["product.repeat_rate"]);
  CHECK(features_of(histories, UserId{0}, ItemId{2}, {30})["product.all_time"] == log_share(0));
}

TEST_CASE("customer features are the same for every product") {
  const Histories histories = build_histories(event_table());
  for (const std::uint32_t item : {0U, 1U, 2U}) {
    auto features = features_of(histories, UserId{0}, ItemId{item}, {30});
    CHECK(features["customer.orders"] == 3);
    CHECK(features["customer.products"] == 2);
    CHECK(features["customer.days_since"] == 10);
    CHECK(features["customer.order_size"] == Approx(4.0 / 3));
    CHECK(features["customer.repeat_share"] == Approx(0.5));
    CHECK(features["customer.order_gap"] == 20);
  }
}

TEST_CASE("without dates gaps count orders, and windows of days are unknown") {
  const Histories histories = build_histories(table_of({{.product = "tea", .order = "1"},
                                                        {.product = "cup", .order = "2"},
                                                        {.product = "tea", .order = "3"},
                                                        {.product = "cup", .order = "4"}}));
  auto tea = features_of(histories, UserId{0}, ItemId{0}, {});
  CHECK(tea["own.gap"] == 2);
  CHECK(tea["own.due"] == Approx(2.0 / 3));
  CHECK(std::isnan(tea["own.days_since"]));
  CHECK(std::isnan(tea["product.week"]));
  CHECK(tea["product.latest"] == Approx(std::log(0.25)));  // not in the last order
  CHECK(features_of(histories, UserId{0}, ItemId{1}, {})["product.latest"] == Approx(std::log(0.75)));  // in it
}

TEST_CASE("features of an unknown customer are finite or unknown, and no product is owned") {
  const Histories histories = build_histories(event_table());
  const ItemStatistics statistics = count_item_statistics(histories, {30});
  const CustomerFeatures unknown_customer({}, statistics);
  std::vector<float> values(CustomerFeatures::count);
  unknown_customer.write(ItemId{1}, values);
  for (const float value : values) CHECK_FALSE(std::isinf(value));
  CHECK(unknown_customer.owned().empty());
}
