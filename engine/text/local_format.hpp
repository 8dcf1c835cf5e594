// Numbers, plurals and dates as a language writes them: what ICU makes of them, kept so that a sentence costs a few
// lookups.
//
//   English  1,234 and the Gregorian calendar
//   Persian  ۱٬۲۳۴ and the Jalali calendar
//   cost     whole numbers below 1,000 and dates met before: tens of nanoseconds; all others by ICU, 1 to 2 us
//   threads  any. Each thread keeps up to 1,024 dates of each pattern
//   test     tests/text/messages_test.cpp
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/language.hpp"

namespace moshaver {

// What calendar and clock show at a place: seconds since 1970 there, without a time zone. A day is its midnight.
struct MessageTime {
  std::int64_t seconds = 0;
  auto operator<=>(const MessageTime&) const = default;
};
// The day of an ISO 8601 date such as 2026-12-02; what follows the date is ignored. 1970-01-01 if it is no date.
[[nodiscard]] MessageTime day_of(std::string_view iso_date);

// A pattern of ICU's SimpleDateFormat: "EEEE d MMMM y".
class DatePattern {
 public:
  DatePattern(Language language, std::string pattern);
  [[nodiscard]] Language language() const { return language_; }
  [[nodiscard]] const std::string& pattern() const { return pattern_; }
  [[nodiscard]] std::size_t id() const { return id_; }  // unique in the process, small

 private:
  Language language_;
  std::string pattern_;
  std::size_t id_;
};

class LocalFormat {
 public:
  [[nodiscard]] static const LocalFormat& of(Language);

  void append(std::int64_t number, std::string& out) const;
  void append(double number, std::string& out) const;  // at most 3 decimals
  // The plural form that the number takes: "one" or "other".
  [[nodiscard]] std::string plural_form(std::int64_t number) const;

  explicit LocalFormat(Language);
  ~LocalFormat();
  LocalFormat(const LocalFormat&) = delete;
  LocalFormat& operator=(const LocalFormat&) = delete;

 private:
  struct Icu;
  std::unique_ptr<const Icu> icu_;
  std::vector<std::string> numbers_, plural_forms_;  // of 0 to 999
};

void append_date(MessageTime, const DatePattern&, std::string& out);

// The language's name for ICU, with calendar and digits.
[[nodiscard]] const char* locale_name(Language);

}  // namespace moshaver
