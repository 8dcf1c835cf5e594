#include "engine/text/calendar_days.hpp"

#include <catch2/catch.hpp>

using namespace moshaver;

namespace {

constexpr auto gregorian = CalendarKind::gregorian, jalali = CalendarKind::jalali;

std::int32_t on(int year, int month, int day) { return *day_number(gregorian, year, month, day); }

std::string_view problem(std::string_view text, std::string_view calendar = "", std::int32_t today = 0) {
  return read_date(text, calendar, today).problem;
}

}  // namespace

TEST_CASE("every day from 1970 to 2099 has one date in each calendar, and comes back from it") {
  for (const CalendarKind calendar : {gregorian, jalali}) {
    for (std::int32_t day = 0; day < 47'482; ++day) {
      const CalendarDate date = date_on(calendar, day);
      if (day_number(calendar, date.year, date.month, date.day) != day) FAIL("day " << day);
    }
  }
  CHECK(date_on(gregorian, 0) == CalendarDate{gregorian, 1970, 1, 1});
  CHECK(date_on(jalali, 0) == CalendarDate{jalali, 1348, 10, 11});
  CHECK(date_on(jalali, on(2026, 3, 21)) == CalendarDate{jalali, 1405, 1, 1});
  CHECK(date_on(jalali, on(2025, 3, 20)) == CalendarDate{jalali, 1403, 12, 30});  // a leap year
  CHECK(date_on(jalali, on(2026, 12, 1)) == CalendarDate{jalali, 1405, 9, 10});
  CHECK_FALSE(day_number(jalali, 1404, 12, 30));
  CHECK_FALSE(day_number(gregorian, 2026, 2, 29));
  CHECK_FALSE(day_number(gregorian, 2026, 13, 1));
}

TEST_CASE("29 February is kept on 28 February, and 30 Esfand on 29 Esfand, in years without them") {
  const CalendarDate february{gregorian, 0, 2, 29}, esfand{jalali, 0, 12, 30};
  CHECK(next_day(february, on(2027, 1, 1)) == on(2027, 2, 28));
  CHECK(next_day(february, on(2028, 1, 1)) == on(2028, 2, 29));
  CHECK(next_day(february, on(2027, 3, 1)) == on(2028, 2, 29));
  CHECK(next_day(esfand, on(2025, 1, 1)) == on(2025, 3, 20));  // 30 Esfand 1403
  CHECK(next_day(esfand, on(2026, 1, 1)) == on(2026, 3, 20));  // 29 Esfand 1404
  CHECK(month_days_on(gregorian, on(2027, 2, 28)) == std::vector<int>{228, 229});
  CHECK(month_days_on(gregorian, on(2028, 2, 28)) == std::vector<int>{228});
  CHECK(month_days_on(jalali, on(2026, 3, 20)) == std::vector<int>{1229, 1230});
  CHECK(month_days_on(gregorian, on(2027, 4, 30)) == std::vector<int>{430});
  // The index finds what next_day says, on every day of ten years.
  for (std::int32_t day = on(2024, 1, 1); day < on(2034, 1, 1); ++day) {
    for (const CalendarDate& date :
         {february, esfand, CalendarDate{gregorian, 0, 12, 31}, CalendarDate{jalali, 0, 6, 31}}) {
      bool found = false;
      for (const int month_day : month_days_on(date.calendar, day)) found |= month_day == date.month_day();
      if (found != (next_day(date, day) == day)) FAIL("day " << day << ", month and day " << date.month_day());
    }
  }
}

TEST_CASE("a date is YYYY-MM-DD once or MM-DD every year, in any digits") {
  CHECK(read_date("2027-03-21", "gregorian", 0).date == CalendarDate{gregorian, 2027, 3, 21});
  CHECK(read_date("۱۴۰۶-۰۱-۰۱", "jalali", 0).date == CalendarDate{jalali, 1406, 1, 1});
  CHECK(read_date("12-30", "jalali", 0).date == CalendarDate{jalali, 0, 12, 30});
  CHECK(read_date("02-29", "", 0).date == CalendarDate{gregorian, 0, 2, 29});
  for (const char* good : {"2027-03-21", "02-29", "12-31"}) CHECK(problem(good).empty());
  for (const char* good : {"1403-12-30", "12-30", "06-31"}) CHECK(problem(good, "jalali").empty());
}

TEST_CASE("a day that does not exist, or is past, is refused with what to write instead") {
  for (const char* wrong : {"11-31", "13-01", "00-10", "02-30", "2026-02-29", "2026-11-31"})
    CHECK(problem(wrong) == "is not a day of the calendar");
  for (const char* wrong : {"1404-12-30", "07-31", "12-31"})
    CHECK(problem(wrong, "jalali") == "is not a day of the calendar");
  for (const char* wrong : {"", "3-21", "03/21", "2027-3-21", "21 March", "2027-03-21T10:00", "27-03-21"})
    CHECK(problem(wrong).starts_with("is neither YYYY-MM-DD"));
  CHECK(problem("1405-01-01").find("calendar jalali") != std::string_view::npos);
  CHECK(problem("2026-01-01", "jalali").find("is outside") == 0);
  const std::int32_t today = on(2026, 12, 1);
  CHECK(problem("2026-12-01", "", today).empty());
  CHECK(problem("2026-11-30", "", today) == "is past; write month-day, MM-DD, for a day that comes every year");
  CHECK(problem("11-30", "", today).empty());
}
