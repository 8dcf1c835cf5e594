#include "engine/live/holidays.hpp"

#include <unicode/calendar.h>

#include <chrono>
#include <memory>
#include <optional>

#include "engine/ingest/field_parsers.hpp"
#include "engine/live/time_zone.hpp"

namespace moshaver {

namespace {

struct CalendarDay {
  std::optional<int> year;
  int month = 0, day = 0;
};

// MM-DD or YYYY-MM-DD.
std::optional<CalendarDay> read_calendar_day(std::string_view text) {
  std::vector<int> numbers = {0};
  std::vector<int> digits = {0};
  for (const char c : text) {
    if (c == '-') {
      numbers.push_back(0);
      digits.push_back(0);
    } else if (c >= '0' && c <= '9' && digits.back() < 4) {
      numbers.back() = numbers.back() * 10 + (c - '0');
      ++digits.back();
    } else {
      return std::nullopt;
    }
  }
  if (digits == std::vector<int>{2, 2}) return CalendarDay{std::nullopt, numbers[0], numbers[1]};
  if (digits == std::vector<int>{4, 2, 2}) return CalendarDay{numbers[0], numbers[1], numbers[2]};
  return std::nullopt;
}

std::optional<std::int32_t> gregorian(int year, int month, int day) {
  const std::chrono::year_month_day date(std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)});
  if (!date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

class JalaliCalendar {
 public:
  JalaliCalendar() {
    UErrorCode status = U_ZERO_ERROR;
    calendar_.reset(
        icu::Calendar::createInstance(*icu::TimeZone::getGMT(), icu::Locale("en@calendar=persian"), status));
    if (U_FAILURE(status)) calendar_.reset();
  }
  std::optional<std::int32_t> day(int year, int month, int day) const {
    if (!calendar_) return std::nullopt;
    calendar_->clear();
    calendar_->setLenient(false);
    calendar_->set(year, month - 1, day);
    UErrorCode status = U_ZERO_ERROR;
    const UDate time = calendar_->getTime(status);
    if (U_FAILURE(status)) return std::nullopt;
    return static_cast<std::int32_t>(time / 86'400'000);
  }

 private:
  std::unique_ptr<icu::Calendar> calendar_;
};

template <class DayIn>
std::vector<std::int32_t> days_in(const CalendarDay& read, int first_year, int last_year, const DayIn& day_in) {
  std::vector<std::int32_t> days;
  if (read.month == 0 || read.day == 0) return days;
  for (int year = read.year.value_or(first_year); year <= read.year.value_or(last_year); ++year) {
    const std::optional<std::int32_t> day = day_in(year, read.month, read.day);
    if (day && *day >= 0 && *day < end_of_days) days.push_back(*day);
  }
  return days;
}

}  // namespace

std::vector<std::int32_t> days_of_holiday(std::string_view text) {
  text = trimmed(text);
  constexpr std::string_view mark = "jalali ";
  const bool is_jalali = text.size() > mark.size() && same_word(text.substr(0, mark.size()), mark);
  const auto read = read_calendar_day(is_jalali ? trimmed(text.substr(mark.size())) : text);
  if (!read) return {};
  if (!is_jalali) return days_in(*read, 1970, 2099, gregorian);
  const JalaliCalendar jalali;
  return days_in(*read, 1348, 1478, [&](int year, int month, int day) { return jalali.day(year, month, day); });
}

}  // namespace moshaver
