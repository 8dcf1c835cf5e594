// On which day an order arrives: by hand, and against a plain walk over the days.
#include "engine/advice/delivery.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "engine/live/holidays.hpp"

using namespace moshaver;

namespace {

std::int32_t day_number(const char* text) { return plain_day(text).value(); }

// A shop in Tehran that works from Saturday to Wednesday, until 14:00.
std::shared_ptr<ShopSettings> tehran_shop() {
  auto settings = std::make_shared<ShopSettings>();
  settings->time_zone = TimeZone::named("Asia/Tehran").value();
  settings->delivery.cut_off = 14 * 3600;
  settings->delivery.regions = {{"tehran", {"Tehran", 1}}, {"shiraz", {"Shiraz", 3}}};
  settings->delivery.set_working_days({true, true, true, false, false, true, true});
  return settings;
}
// At an hour of Tehran.
std::int64_t at(const ShopSettings& settings, const char* day, int hour, int minute = 0) {
  return settings.time_zone.time_at(day_number(day), hour * 3600 + minute * 60);
}
std::string arrives(const std::shared_ptr<const ShopSettings>& settings, const char* region, std::int64_t now,
                    std::optional<double> lead_days) {
  const auto day = Delivery(settings, region, now).arrival(lead_days);
  return day ? iso_day(*day) : "unknown";
}

// The same by walking over the days, one by one.
std::optional<std::int32_t> walked(const ShopSettings& settings, int transit, std::int64_t now, double lead_days) {
  const auto works = [&](std::int32_t day) {
    return std::binary_search(settings.delivery.working_days.begin(), settings.delivery.working_days.end(), day);
  };
  const LocalTime local = settings.time_zone.local(now);
  std::int32_t day = local.day;
  if (settings.delivery.cut_off && local.second >= *settings.delivery.cut_off) ++day;
  while (!works(day)) ++day;
  for (int left = static_cast<int>(std::ceil(lead_days)); left > 0; --left) {
    do ++day;
    while (!works(day));
  }
  day += transit;
  while (!works(day)) ++day;
  return day;
}

}  // namespace

TEST_CASE("an order counts from today until the cut-off, then from the next working day") {
  const auto settings = tehran_shop();
  // 2026-11-24 is a Tuesday.
  CHECK(arrives(settings, "tehran", at(*settings, "2026-11-24", 13, 59), 0) == "2026-11-25");
  CHECK(arrives(settings, "tehran", at(*settings, "2026-11-24", 14, 0), 0) == "2026-11-28");  // Wednesday + 1: Saturday
  CHECK(arrives(settings, "tehran", at(*settings, "2026-11-24", 9, 0), 1) == "2026-11-28");
  CHECK(arrives(settings, "tehran", at(*settings, "2026-11-24", 9, 0), 2) == "2026-11-29");  // leaves on Saturday
  CHECK(arrives(settings, "shiraz", at(*settings, "2026-11-24", 9, 0), 0) == "2026-11-28");  // Friday is off
  // On a Friday, before or after the cut-off, it counts from Saturday.
  CHECK(arrives(settings, "tehran", at(*settings, "2026-11-27", 9, 0), 0) == "2026-11-29");
  CHECK(arrives(settings, "tehran", at(*settings, "2026-11-27", 20, 0), 0) == "2026-11-29");
  // It is Tuesday in UTC still, and Wednesday in Tehran.
  CHECK(arrives(settings, "tehran", at(*settings, "2026-11-25", 0, 30), 0) == "2026-11-28");
}

TEST_CASE("holidays are skipped when the order starts, leaves and arrives") {
  const auto settings = tehran_shop();
  settings->delivery.holidays = days_of_holiday("2026-11-28");
  settings->delivery.set_working_days({true, true, true, false, false, true, true});
  CHECK(arrives(settings, "tehran", at(*settings, "2026-11-24", 15), 0) == "2026-11-29");
  CHECK(arrives(settings, "tehran", at(*settings, "2026-11-24", 9), 2) == "2026-11-30");
  CHECK(arrives(settings, "tehran", at(*settings, "2026-11-28", 9), 0) == "2026-11-30");
}

TEST_CASE("there is no promise without lead days, nor where the shop does not deliver") {
  const auto settings = tehran_shop();
  const std::int64_t now = at(*settings, "2026-11-24", 9);
  CHECK(arrives(settings, "tehran", now, std::nullopt) == "unknown");
  CHECK(arrives(settings, "tabriz", now, 0) == "unknown");
  CHECK_FALSE(Delivery(settings, "tabriz", now).is_delivered());
  CHECK(Delivery(settings, "tabriz", now).most_lead_days(day_number("2026-12-30")) == -1);
  CHECK(arrives(settings, "tehran", now, 36'500) == "unknown");  // beyond 2099
  settings->delivery.regions["*"] = {"*", 5};
  CHECK(arrives(settings, "tabriz", now, 0) == "2026-11-29");
  CHECK(arrives(settings, "", now, 0) == "2026-11-29");  // the slowest: a promise that holds in every region
}

TEST_CASE("part of a lead day counts as a whole day") {
  const auto settings = tehran_shop();
  const std::int64_t now = at(*settings, "2026-11-22", 9);
  CHECK(arrives(settings, "tehran", now, 0.5) == arrives(settings, "tehran", now, 1));
}

TEST_CASE("arrivals agree with a walk over the days, and most_lead_days with arrivals, in 20,000 random shops") {
  const std::uint32_t seed = 20'261'124;
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const char* zones[] = {"UTC", "Asia/Tehran", "Europe/Berlin", "America/New_York", "Pacific/Auckland"};
  for (int shop = 0; shop < 200; ++shop) {
    auto settings = std::make_shared<ShopSettings>();
    settings->time_zone = TimeZone::named(zones[below(5)]).value();
    if (below(3) > 0) settings->delivery.cut_off = below(86'401);
    std::array<bool, 7> days{};
    for (bool& day : days) day = below(2) == 0;
    days[static_cast<std::size_t>(below(7))] = true;
    for (int holiday = below(60); holiday > 0; --holiday) settings->delivery.holidays.push_back(20'000 + below(400));
    std::sort(settings->delivery.holidays.begin(), settings->delivery.holidays.end());
    settings->delivery.set_working_days(days);
    const int transit = below(12);
    settings->delivery.regions = {{"here", {"here", transit}}};
    for (int order = 0; order < 100; ++order) {
      const std::int64_t now = std::int64_t{20'000 + below(380)} * 86'400 + below(86'400);
      const Delivery delivery(settings, "here", now);
      const double lead = below(4) == 0 ? below(20) + 0.25 : below(20);
      const auto day = delivery.arrival(lead);
      CHECK(day == walked(*settings, transit, now, lead));
      const std::int32_t need_by = delivery.today() + below(40);
      const std::int32_t most = delivery.most_lead_days(need_by);
      if (most >= 0) CHECK(*delivery.arrival(most) <= need_by);
      CHECK(*delivery.arrival(most + 1) > need_by);
      CHECK((*day <= need_by) == (lead <= most));
    }
  }
}
