// A date of the Gregorian or the Jalali calendar; its days: engine/text/calendar_days.hpp.
#pragma once

#include <cstdint>

namespace moshaver {

enum class CalendarKind : std::uint8_t { gregorian, jalali };  // in the order of `calendars` in moshaver/occasions.hpp

// A day of one year, or of every year.
struct CalendarDate {
  CalendarKind calendar = CalendarKind::gregorian;
  int year = 0;  // 0: every year
  int month = 1, day = 1;

  [[nodiscard]] int month_day() const { return month * 100 + day; }
  bool operator==(const CalendarDate&) const = default;
};

}  // namespace moshaver
