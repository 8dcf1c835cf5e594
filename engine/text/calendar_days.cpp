#include "engine/text/calendar_days.hpp"

#include <unicode/calendar.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>

#include "moshaver/occasions.hpp"

namespace moshaver {

namespace {

constexpr std::int32_t end_of_calendar = 47'482;  // 2100-01-01
constexpr int first_jalali_year = 1348, jalali_years = 132;

// The first day of each Jalali year from 1348 (March 1969) on.
std::array<std::int32_t, jalali_years> read_jalali_years() {
  std::array<std::int32_t, jalali_years> first{};
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Calendar> calendar(
      icu::Calendar::createInstance(*icu::TimeZone::getGMT(), icu::Locale("en@calendar=persian"), status));
  if (U_FAILURE(status)) std::abort();  // ICU's data has the calendar
  for (int at = 0; at < jalali_years; ++at) {
    calendar->clear();
    calendar->set(first_jalali_year + at, 0, 1);
    const UDate time = calendar->getTime(status);
    if (U_FAILURE(status)) std::abort();
    first[static_cast<std::size_t>(at)] = static_cast<std::int32_t>(time / 86'400'000);
  }
  return first;
}

const std::array<std::int32_t, jalali_years>& jalali_year_starts() {
  static const auto first = read_jalali_years();
  return first;
}

bool is_leap(CalendarKind calendar, int year) {
  if (calendar == CalendarKind::gregorian) return std::chrono::year(year).is_leap();
  const int at = year - first_jalali_year;
  if (at < 0 || at + 1 >= jalali_years) return false;
  const auto& first = jalali_year_starts();
  return first[static_cast<std::size_t>(at) + 1] - first[static_cast<std::size_t>(at)] == 366;
}

// `leap`: of the year; true for dates of every year.
int days_in_month(CalendarKind calendar, int month, bool leap) {
  if (month < 1 || month > 12) return 0;
  if (calendar == CalendarKind::jalali) return month <= 6 ? 31 : month <= 11 || leap ? 30 : 29;
  if (month == 2) return leap ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

int first_year(CalendarKind calendar) { return calendar == CalendarKind::gregorian ? 1970 : first_jalali_year; }
int last_year(CalendarKind calendar) { return calendar == CalendarKind::gregorian ? 2099 : 1478; }

// Digits and dashes, in ASCII; empty: something else is in the text.
std::string plain_date(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const auto trail = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
    const bool is_persian = lead == 0xdb && trail >= 0xb0 && trail <= 0xb9;
    const bool is_arabic = lead == 0xd9 && trail >= 0xa0 && trail <= 0xa9;
    if (is_persian || is_arabic) {
      plain += static_cast<char>('0' + (trail & 0x0fU));
      ++at;
    } else if (text[at] == '-' || (text[at] >= '0' && text[at] <= '9')) {
      plain += text[at];
    } else {
      return "";
    }
  }
  return plain;
}

// The numbers of a text of this form: "0000-00-00".
bool has_form(std::string_view text, std::string_view form) {
  return text.size() == form.size() &&
         std::equal(text.begin(), text.end(), form.begin(), [](char c, char f) { return (c == '-') == (f == '-'); });
}

int number_in(std::string_view digits) {
  int number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

}  // namespace

std::optional<std::int32_t> day_number(CalendarKind calendar, int year, int month, int day) {
  if (year < first_year(calendar) || year > last_year(calendar)) return std::nullopt;
  if (day < 1 || day > days_in_month(calendar, month, is_leap(calendar, year))) return std::nullopt;
  std::int32_t number = 0;
  if (calendar == CalendarKind::gregorian) {
    const auto date = std::chrono::year(year) / month / day;
    number = static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
  } else {
    const int before = month <= 7 ? 31 * (month - 1) : 186 + 30 * (month - 7);
    number = jalali_year_starts()[static_cast<std::size_t>(year - first_jalali_year)] + before + day - 1;
  }
  return number >= 0 && number < end_of_calendar ? std::optional(number) : std::nullopt;
}

CalendarDate date_on(CalendarKind calendar, std::int32_t day) {
  if (calendar == CalendarKind::gregorian) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
    return {calendar, static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day()))};
  }
  const auto& first = jalali_year_starts();
  const auto after = std::upper_bound(first.begin(), first.end(), day);
  const auto at = static_cast<int>(after - first.begin()) - 1;
  const int of_year = day - *(after - 1);
  const int month = of_year < 186 ? of_year / 31 + 1 : (of_year - 186) / 30 + 7;
  const int of_month = of_year < 186 ? of_year % 31 : (of_year - 186) % 30;
  return {calendar, first_jalali_year + at, month, of_month + 1};
}

std::optional<std::int32_t> next_day(const CalendarDate& date, std::int32_t from) {
  if (date.year != 0) {
    const auto day = day_number(date.calendar, date.year, date.month, date.day);
    return day && *day >= from ? day : std::nullopt;
  }
  const int year = date_on(date.calendar, from).year;
  for (const int candidate : {year, year + 1}) {
    const int last = days_in_month(date.calendar, date.month, is_leap(date.calendar, candidate));
    const auto day = day_number(date.calendar, candidate, date.month, std::min(date.day, last));
    if (day && *day >= from) return day;
  }
  return std::nullopt;
}

std::vector<int> month_days_on(CalendarKind calendar, std::int32_t day) {
  const CalendarDate date = date_on(calendar, day);
  std::vector<int> found = {date.month_day()};
  const int most = days_in_month(calendar, date.month, true);
  const bool is_last = date.day == days_in_month(calendar, date.month, is_leap(calendar, date.year));
  if (is_last && date.day < most) found.push_back(date.month * 100 + most);
  return found;
}

ReadDate read_date(std::string_view text, std::string_view calendar, std::int32_t today) {
  ReadDate read;
  CalendarDate& date = read.date;
  date.calendar = calendar == calendars[1] ? CalendarKind::jalali : CalendarKind::gregorian;
  const std::string plain = plain_date(text);
  const bool has_year = has_form(plain, "0000-00-00");
  if (!has_year && !has_form(plain, "00-00")) {
    read.problem = "is neither YYYY-MM-DD, once, nor MM-DD, every year";
    return read;
  }
  const std::string_view month_day = std::string_view(plain).substr(has_year ? 5 : 0);
  date.year = has_year ? number_in(std::string_view(plain).substr(0, 4)) : 0;
  date.month = number_in(month_day.substr(0, 2));
  date.day = number_in(month_day.substr(3, 2));
  const bool in_time = date.year >= first_year(date.calendar) && date.year <= last_year(date.calendar);
  if (has_year && !in_time) {
    read.problem = "is outside 1970..2099 (Jalali 1348..1478); a Jalali date needs calendar jalali";
    return read;
  }
  const bool leap = !has_year || is_leap(date.calendar, date.year);
  if (date.day < 1 || date.day > days_in_month(date.calendar, date.month, leap)) {
    read.problem = "is not a day of the calendar";
    return read;
  }
  if (has_year && !next_day(date, today))
    read.problem = "is past; write month-day, MM-DD, for a day that comes every year";
  return read;
}

}  // namespace moshaver
