// parse_timestamp and parse_birthday of field_parsers.hpp.
#include <chrono>

#include "engine/ingest/digits.hpp"
#include "engine/ingest/field_parsers.hpp"

namespace moshaver {
namespace {

using namespace std::string_view_literals;

// Reads a text from the left. `good` becomes false at the first unexpected character.
struct Scanner {
  std::string_view rest;
  bool good = true;

  int digits(std::size_t count) {
    int value = 0;
    good = good && rest.size() >= count;
    for (std::size_t i = 0; good && i < count; ++i) {
      good = is_digit(rest[i]);
      value = value * 10 + (rest[i] - '0');
    }
    if (good) rest.remove_prefix(count);
    return value;
  }
  void expect(char wanted) { good = take(wanted) && good; }
  bool take(char wanted) {
    if (rest.empty() || rest[0] != wanted) return false;
    rest.remove_prefix(1);
    return true;
  }
  bool take(std::string_view wanted) {
    if (!rest.starts_with(wanted)) return false;
    rest.remove_prefix(wanted.size());
    return true;
  }
};

// Reads the rest of `scan` as a time zone: its offset from UTC in seconds. An empty rest means UTC.
int zone_seconds(Scanner& scan) {
  if (scan.rest.empty() || scan.take('Z') || scan.take('z') || scan.take(" UTC"sv)) return 0;
  const int sign = scan.take('-') ? -1 : 1;
  if (sign == 1) scan.expect('+');
  const int hours = scan.digits(2);
  int minutes = 0;
  if (!scan.rest.empty()) {
    scan.take(':');
    minutes = scan.digits(2);
  }
  scan.good = scan.good && hours <= 18 && minutes <= 59;
  return sign * (hours * 3600 + minutes * 60);
}

Parsed<std::int64_t> iso_time(std::string_view text) {
  Scanner scan{text};
  const int year = scan.digits(4);
  scan.expect('-');
  const int month = scan.digits(2);
  scan.expect('-');
  const int day = scan.digits(2);
  int hour = 0, minute = 0, second = 0, zone = 0;
  if (scan.good && !scan.rest.empty()) {
    scan.good = scan.take('T') || scan.take('t') || scan.take(' ');
    hour = scan.digits(2);
    scan.expect(':');
    minute = scan.digits(2);
    if (scan.take(':')) {
      second = scan.digits(2);
      if (scan.take('.') || scan.take(',')) {
        scan.digits(1);
        while (!scan.rest.empty() && is_digit(scan.rest[0])) scan.rest.remove_prefix(1);
      }
    }
    zone = zone_seconds(scan);
  }
  if (!scan.good || !scan.rest.empty()) return {0, FieldProblem::not_a_time};
  const std::chrono::year_month_day date(std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)});
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return {0, FieldProblem::no_such_time};
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const std::int64_t seconds = days * 86'400 + hour * 3600 + minute * 60 + second - zone;
  if (seconds < 0 || seconds >= end_of_time) return {0, FieldProblem::outside_time};
  return {seconds};
}

// 20240131 may be a date, or Unix seconds in August 1970.
bool could_be_date(std::string_view text) {
  if (text.size() != 8 || !std::all_of(text.begin(), text.end(), is_digit)) return false;
  Scanner scan{text};
  const int year = scan.digits(4), month = scan.digits(2), day = scan.digits(2);
  return year >= 1970 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

Parsed<std::int64_t> unix_time(std::string_view text) {
  if (could_be_date(text)) return {0, FieldProblem::date_or_seconds};
  const Parsed<double> seconds = parse_number(text);
  if (seconds.problem == FieldProblem::out_of_range) return {0, FieldProblem::outside_time};
  if (seconds.problem != FieldProblem::none) return {0, FieldProblem::not_a_time};
  if (seconds.value < 0 || seconds.value >= static_cast<double>(end_of_time)) return {0, FieldProblem::outside_time};
  return {static_cast<std::int64_t>(seconds.value)};
}

}  // namespace

Parsed<std::int64_t> parse_timestamp(std::string_view text) {
  DigitRoom room;
  const std::string_view ascii = folded(text, room);
  const bool is_iso = ascii.size() >= 10 && ascii[4] == '-' && ascii[7] == '-';
  return is_iso ? iso_time(ascii) : unix_time(ascii);
}

Parsed<std::string_view> parse_birthday(std::string_view text) {
  const std::string_view month_day = text.size() == 10 ? text.substr(5) : text;
  Scanner scan{text};
  if (text.size() == 10) {
    scan.digits(4);
    scan.expect('-');
  }
  const int month = scan.digits(2);
  scan.expect('-');
  const int day = scan.digits(2);
  // 2000 is a leap year, so 29 February is valid.
  const std::chrono::year_month_day date(std::chrono::year{2000}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)});
  if (!scan.good || !scan.rest.empty() || !date.ok()) return {{}, FieldProblem::not_a_birthday};
  return {month_day};
}

}  // namespace moshaver
