#include "engine/data/latest_window.hpp"

#include <catch2/catch.hpp>

#include "tests/data/event_world.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

std::vector<Purchase> on_days(const std::vector<std::uint32_t>& days) {
  std::vector<Purchase> history;
  for (const std::uint32_t on : days)
    history.push_back({ItemId{0}, on * day, static_cast<std::uint32_t>(history.size())});
  return history;
}

}  // namespace

TEST_CASE("a window of days ends with the last purchase of the data, which it includes") {
  const auto history = on_days({1, 10, 11, 40});
  CHECK(latest_begin(history, {30}, 40 * day) == 2);  // day 11 is 29 days before
  CHECK(latest_begin(history, {31}, 40 * day) == 1);
  CHECK(latest_begin(history, {1}, 40 * day) == 3);
  CHECK(latest_begin(history, {1}, 80 * day) == 4);    // none
  CHECK(latest_begin(history, {100}, 40 * day) == 0);  // all
}

TEST_CASE("a window of days holds no undated purchases, and a window without days is the last basket") {
  const auto undated = on_days({0, 0, 0});
  CHECK(latest_begin(undated, {30}, 0) == 3);
  CHECK(latest_begin(undated, {}, 0) == 2);
  CHECK(latest_begin({}, {}, 0) == 0);
}

TEST_CASE("the natural window is 30 days for data of over four months, and the last basket for other data") {
  CHECK(natural_window(on_days({1, 121})).days == 30);
  CHECK(natural_window(on_days({1, 120})).days == 0);
  CHECK(natural_window(on_days({0, 0, 1, 121})).days == 0);  // half are undated
  CHECK(natural_window({}).days == 0);
}
