// What shop.toml says, checked. A shop without the file has the defaults.
//
//   days      count from 1970-01-01 in the shop's time zone and end before 2100
//   regions   folded (engine/text/fold.hpp)
//   reader    settings_file.hpp; live_settings.hpp follows the file while the shop is open
//   test      tests/live/settings_test.cpp
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/live/time_zone.hpp"

namespace moshaver {

inline constexpr std::array<std::string_view, 7> weekday_names = {"monday", "tuesday",  "wednesday", "thursday",
                                                                  "friday", "saturday", "sunday"};
inline constexpr std::array<std::string_view, 5> stage_names = {"reach", "acquisition", "conversion", "retention",
                                                                "loyalty"};

// 0: Monday. 1970-01-01 was a Thursday.
[[nodiscard]] constexpr std::size_t weekday_of(std::int32_t day) {
  return static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);
}

// Seconds of a day, from `from` up to `until`.
struct DailyHours {
  std::int32_t from = 0, until = 0;
};

struct DeliverySettings {
  struct Region {
    std::string name;         // as given
    int days_in_transit = 0;  // calendar days
  };

  std::vector<std::int32_t> working_days;  // every one until 2100, ascending
  std::vector<std::int32_t> holidays;      // likewise
  std::optional<std::int32_t> cut_off;     // second of the day; none: the whole day
  std::map<std::string, Region> regions;   // "*": the others; empty: none named, no days in transit
  // By weekday; none: always open. A weekday without hours is closed.
  std::optional<std::array<std::vector<DailyHours>, 7>> hours;

  DeliverySettings() { set_working_days({true, true, true, true, true, true, true}); }
  // Uses `holidays`.
  void set_working_days(const std::array<bool, 7>& by_weekday) {
    working_days.clear();
    for (std::int32_t day = 0; day < end_of_days; ++day) {
      if (by_weekday[weekday_of(day)] && !is_holiday(day)) working_days.push_back(day);
    }
  }
  [[nodiscard]] bool is_holiday(std::int32_t day) const {
    return std::binary_search(holidays.begin(), holidays.end(), day);
  }
};

struct FrequencyCap {
  int shown = 0, days = 0;
};

using Shares = std::map<std::string, double>;         // of a list, by name
using PolicyByStage = std::map<std::string, Shares>;  // by stage_names

struct ExperimentVariant {
  double share = 0;  // of the customers
  PolicyByStage policy;
};

struct ShopSettings {
  std::string currency, language;  // empty: not given
  TimeZone time_zone;
  DeliverySettings delivery;
  std::optional<FrequencyCap> frequency_cap;
  double margin_band = 0;  // share of a score within which fits are equal; 0: margin moves nothing
  PolicyByStage policy;
  std::map<std::string, std::map<std::string, ExperimentVariant>> experiments;  // by experiment, by variant
};

}  // namespace moshaver
