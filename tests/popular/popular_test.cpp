#include "models/popular/popular.hpp"

#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

// By product, in order of first appearance.
std::vector<float> popularity(const EventTable& table, double half_life_days) {
  return train_popular(build_histories(table), {half_life_days}).scores;
}

}  // namespace

TEST_CASE("a purchase counts half as much after each half-life") {
  const EventTable table = table_of({{.customer = "a", .product = "new", .time = 100 * day},
                                     {.customer = "a", .product = "old", .time = 70 * day},
                                     {.customer = "b", .product = "old", .time = 70 * day},
                                     {.customer = "c", .product = "old", .time = 70 * day},
                                     {.customer = "d", .product = "older", .time = 40 * day}});
  const auto scores = popularity(table, 30);  // 1, 3 / 2 and 1 / 4
  CHECK(scores[0] == Approx(1 / 1.5));
  CHECK(scores[1] == 1);
  CHECK(scores[2] == Approx(0.25 / 1.5));
  const auto all_time = popularity(table, 0);
  CHECK(all_time == std::vector<float>{1.0F / 3, 1, 1.0F / 3});
}

TEST_CASE("each customer counts once for a product, by their latest purchase") {
  const EventTable table = table_of({{.customer = "a", .product = "milk", .time = 10 * day, .quantity = 50},
                                     {.customer = "a", .product = "milk", .time = 40 * day},
                                     {.customer = "b", .product = "tea", .time = 40 * day}});
  CHECK(popularity(table, 30) == std::vector<float>{1, 1});
}

TEST_CASE("without timestamps popularity is the number of customers") {
  const EventTable table = table_of({{.customer = "a", .product = "milk"},
                                     {.customer = "b", .product = "milk"},
                                     {.customer = "b", .product = "tea"},
                                     {.customer = "b", .product = "tea"}});
  CHECK(popularity(table, 30) == std::vector<float>{1, 0.5F});
}

TEST_CASE("purchases of staff do not count for popularity") {
  EventTable table = table_of({{.customer = "clerk", .product = "pens"},
                               {.customer = "clerk", .product = "milk"},
                               {.customer = "guest", .product = "milk"}});
  table.internal = {true};
  CHECK(popularity(table, 30) == std::vector<float>{0, 1});
  table.internal = {true, true};
  CHECK(popularity(table, 30) == std::vector<float>{0, 0});
}

TEST_CASE("a product last bought long ago has a popularity above 0 and below recent ones") {
  const EventTable table = table_of({{.customer = "a", .product = "old", .time = day},
                                     {.customer = "a", .product = "new", .time = 3'000 * day},
                                     {.customer = "b", .product = "viewed", .kind = EventKind::view}});
  const auto scores = popularity(table, 1);  // 2^-3000 is 0 in float
  CHECK(scores[0] > 0);
  CHECK(scores[0] < 1e-30F);
  CHECK(scores[1] == 1);
  CHECK(scores[2] == 0);
}
