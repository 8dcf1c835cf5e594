// A holiday as shop.toml writes it, and the days that it falls on.
//
//   forms   2026-11-24         one day
//           03-21              each year
//           jalali 1405-01-13  one day of the Jalali calendar
//           jalali 01-13       each Jalali year
//   leap    02-29 and jalali 12-30 fall in leap years only
//   cost    up to a millisecond for one that comes each Jalali year
//   test    tests/live/settings_test.cpp
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace moshaver {

// Days since 1970-01-01, ascending, before 2100. Empty: the text is no day.
[[nodiscard]] std::vector<std::int32_t> days_of_holiday(std::string_view text);

}  // namespace moshaver
