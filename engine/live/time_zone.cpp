#include "engine/live/time_zone.hpp"

#include <unicode/timezone.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "engine/ingest/field_parsers.hpp"

namespace moshaver {

namespace {

constexpr std::int64_t whole_day = 86'400;

}  // namespace

struct TimeZone::Zone {
  std::unique_ptr<icu::TimeZone> icu;

  [[nodiscard]] std::int32_t offset(std::int64_t time, bool is_local) const {
    std::int32_t raw = 0, summer = 0;
    UErrorCode status = U_ZERO_ERROR;
    icu->getOffset(static_cast<UDate>(time) * 1'000, is_local, raw, summer, status);
    return (raw + summer) / 1'000;
  }
};

std::optional<TimeZone> TimeZone::named(const std::string& name) {
  std::unique_ptr<icu::TimeZone> found(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  if (!found || *found == icu::TimeZone::getUnknown()) return std::nullopt;
  TimeZone zone;
  zone.zone_ = std::make_shared<const Zone>(Zone{std::move(found)});
  return zone;
}

LocalTime TimeZone::local(std::int64_t time) const {
  LocalTime local;
  if (zone_) local.offset = zone_->offset(time, false);
  const std::int64_t shifted = time + local.offset;
  const std::int64_t day = shifted >= 0 ? shifted / whole_day : -((whole_day - 1 - shifted) / whole_day);
  local.day = static_cast<std::int32_t>(day);
  local.second = static_cast<std::int32_t>(shifted - day * whole_day);
  return local;
}

std::string TimeZone::iso_local(std::int64_t time) const {
  const LocalTime at = local(time);
  const int offset = std::abs(at.offset) / 60;
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "T%02d:%02d:%02d%c%02d:%02d", at.second / 3'600, at.second / 60 % 60,
                at.second % 60, at.offset < 0 ? '-' : '+', offset / 60 % 100, offset % 60);
  return iso_day(at.day) + text.data();
}

std::int64_t TimeZone::time_at(std::int32_t day, std::int32_t second) const {
  const std::int64_t shifted = day * whole_day + second;
  return zone_ ? shifted - zone_->offset(shifted, true) : shifted;
}

std::string iso_day(std::int32_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

std::optional<std::int32_t> plain_day(std::string_view text) {
  const Parsed<std::int64_t> time = parse_timestamp(trimmed(text));
  const bool is_date = text.find('-') != std::string_view::npos && text.find(':') == std::string_view::npos;
  if (time.problem != FieldProblem::none || !is_date) return std::nullopt;
  return static_cast<std::int32_t>(time.value / whole_day);
}

}  // namespace moshaver
