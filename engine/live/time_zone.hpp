// A time zone, and days and hours in it.
//
//   day      counts from 1970-01-01, in the zone
//   second   of the day, from 0, in the zone
//   cost     about 100 ns a conversion; UTC costs nothing
//   threads  immutable
//   source   ICU's copy of the IANA time zone database
//   test     tests/live/settings_test.cpp
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace moshaver {

inline constexpr std::int32_t end_of_days = 47'482;  // 2100-01-01: times end there

struct LocalTime {
  std::int32_t day = 0, second = 0;
  std::int32_t offset = 0;  // seconds that the zone is ahead of UTC
};

class TimeZone {
 public:
  TimeZone() = default;  // UTC
  // Asia/Tehran, Europe/Berlin, UTC; nullopt: there is no such zone.
  [[nodiscard]] static std::optional<TimeZone> named(const std::string& name);

  // `time`: seconds since 1970 UTC.
  [[nodiscard]] LocalTime local(std::int64_t time) const;
  // 2026-11-24T10:00:00+03:30
  [[nodiscard]] std::string iso_local(std::int64_t time) const;
  // When a second of a day is, in seconds since 1970 UTC. Of an hour that comes twice, the first; an hour that is left
  // out counts as the one after it.
  [[nodiscard]] std::int64_t time_at(std::int32_t day, std::int32_t second = 0) const;

 private:
  struct Zone;  // ICU's
  std::shared_ptr<const Zone> zone_;
};

[[nodiscard]] std::string iso_day(std::int32_t day);
// The day that the text names if it is a date without a time: 2026-11-24.
[[nodiscard]] std::optional<std::int32_t> plain_day(std::string_view text);

}  // namespace moshaver
