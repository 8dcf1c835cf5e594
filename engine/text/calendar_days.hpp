// Days of the Gregorian and the Jalali calendar.
//
//   day      counts from 1970-01-01, up to 2100
//   leap     a date of every year that a year lacks falls on the last day of its month: 29 February on 28 February,
//            30 Esfand on 29 Esfand
//   Jalali   ICU says once when each year begins; the months follow from that
//   cost     some nanoseconds; about a millisecond at first use
//   threads  any
//   test     tests/text/calendar_days_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/data/calendar_date.hpp"

namespace moshaver {

// nullopt: the calendar has no such day, or it is not within 1970 to 2099.
[[nodiscard]] std::optional<std::int32_t> day_number(CalendarKind, int year, int month, int day);
// Year, month and day.
[[nodiscard]] CalendarDate date_on(CalendarKind, std::int32_t day);
// The first day on which the date falls, `from` or later; nullopt: never again.
[[nodiscard]] std::optional<std::int32_t> next_day(const CalendarDate&, std::int32_t from);
// The months and days (CalendarDate::month_day) of the dates of every year that fall on this day: more than one where
// the year lacks a day.
[[nodiscard]] std::vector<int> month_days_on(CalendarKind, std::int32_t day);

// YYYY-MM-DD or MM-DD, in ASCII, Persian or Arabic digits.
struct ReadDate {
  CalendarDate date;
  std::string_view problem;  // continues the field's name; empty: none
};
// `today`: a day with a year must not be before it.
[[nodiscard]] ReadDate read_date(std::string_view text, std::string_view calendar, std::int32_t today);

}  // namespace moshaver
