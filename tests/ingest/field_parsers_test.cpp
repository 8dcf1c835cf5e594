#include "engine/ingest/field_parsers.hpp"

#include "moshaver/shop_records.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>
#include <string>

#include "engine/ingest/display_text.hpp"
#include "tests/ingest/temp_file.hpp"

using namespace moshaver;

namespace {

std::int64_t time_of(std::string_view text) {
  CAPTURE(std::string(text));
  const auto parsed = parse_timestamp(text);
  CHECK(parsed.problem == FieldProblem::none);
  return parsed.value;
}

FieldProblem time_problem(std::string_view text) { return parse_timestamp(text).problem; }
FieldProblem number_problem(std::string_view text) { return parse_number(text).problem; }

double number_of(std::string_view text) {
  CAPTURE(std::string(text));
  const auto parsed = parse_number(text);
  CHECK(parsed.problem == FieldProblem::none);
  return parsed.value;
}

}  // namespace

TEST_CASE("numbers are read with a decimal point, a sign and an exponent") {
  CHECK(number_of("6") == 6);
  CHECK(number_of("-2.55") == -2.55);
  CHECK(number_of("+3.5") == 3.5);
  CHECK(number_of(".5") == 0.5);
  CHECK(number_of("1e3") == 1000);
  CHECK(number_of("0.1") == 0.1);
}

TEST_CASE("Persian and Arabic digits are read as digits, in numbers and in times") {
  CHECK(number_of("۱۲۳٫۵") == 123.5);
  CHECK(number_of("-٤٢") == -42);
  CHECK(time_of("۲۰۱۰-۱۲-۰۱") == time_of("2010-12-01"));
  CHECK(number_problem("۱٬۲۳۴") == FieldProblem::separators);
}

TEST_CASE("NaN, infinity, hexadecimal and words are not numbers") {
  for (const char* text :
       {"nan", "NaN", "-nan", "inf", "-Infinity", "0x10", "six", "", "-", "+", "+-1", "1e", "$5", "5 kg", "1-2"}) {
    CAPTURE(text);
    CHECK(number_problem(text) == FieldProblem::not_a_number);
  }
}

TEST_CASE("a number too large for a double is out of range, not infinite") {
  CHECK(number_problem("1e999") == FieldProblem::out_of_range);
  CHECK(number_problem("-1e999") == FieldProblem::out_of_range);
  CHECK(number_problem(repeated(400, '9')) == FieldProblem::out_of_range);
}

TEST_CASE("decimal commas and thousands separators are refused, not guessed") {
  for (const char* text : {"12,50", "1,234.5", "1.234,5", "1.234.567", "1 234", "1'234", "-1,5"}) {
    CAPTURE(text);
    CHECK(number_problem(text) == FieldProblem::separators);
  }
}

TEST_CASE("every accepted way to write a time gives the same second") {
  constexpr std::int64_t moment = 1'291'191'960;
  for (const char* text :
       {"2010-12-01 08:26:00", "2010-12-01T08:26:00Z", "2010-12-01T08:26", "2010-12-01 08:26:00.999",
        "2010-12-01t08:26:00z", "2010-12-01T11:56:00+03:30", "2010-12-01T11:56:00+0330", "2010-12-01 00:26:00-08",
        "2010-12-01T08:26:00,5Z", "2010-12-01 08:26:00 UTC", "1291191960", "1291191960.75", "1291191960.0"}) {
    CHECK(time_of(text) == moment);
  }
}

TEST_CASE("every day from 1970 to 2099 is read correctly") {
  using namespace std::chrono;
  for (sys_days day = 1970y / 1 / 1; day < sys_days(2100y / 1 / 1); day += days(1)) {
    const year_month_day date(day);
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    REQUIRE(parse_timestamp(text).problem == FieldProblem::none);
    REQUIRE(parse_timestamp(text).value == day.time_since_epoch().count() * 86'400);
  }
}

TEST_CASE("days and times that do not exist are refused") {
  for (const char* text : {"2010-02-29", "1900-02-29", "2010-13-01", "2010-00-10", "2010-01-00", "2010-04-31",
                           "2010-01-01 24:00:00", "2010-01-01 10:60", "2010-01-01 10:00:60"}) {
    CAPTURE(text);
    CHECK(time_problem(text) == FieldProblem::no_such_time);
  }
  CHECK(time_problem("2012-02-29") == FieldProblem::none);
}

TEST_CASE("times outside 1970..2099 are refused, including milliseconds and the years 0001 and 9999") {
  CHECK(time_of("1970-01-01") == 0);
  CHECK(time_of("0") == 0);
  CHECK(time_of("2099-12-31T23:59:59Z") == end_of_time - 1);
  CHECK(time_of("4102444799.9") == end_of_time - 1);
  for (const char* text : {"0001-01-01", "9999-12-31", "1969-12-31 23:59:59", "2100-01-01", "1970-01-01T00:00:00+00:01",
                           "1403-05-01", "-1", "-0.5", "4102444800", "1291191960000", "1e300", "1e999"}) {
    CAPTURE(text);
    CHECK(time_problem(text) == FieldProblem::outside_time);
  }
}

TEST_CASE("eight digits that read as a date are refused, since they would also pass as seconds of 1970") {
  CHECK(time_problem("20101201") == FieldProblem::date_or_seconds);
  CHECK(time_of("20109901") == 20'109'901);
}

TEST_CASE("text that is not a time is refused") {
  for (const char* text :
       {"", "yesterday", "01/12/2010", "12/1/2010 8:26", "2010-12-1", "2010-12-01 8:26", "2010-12-01X08:26",
        "2010-12-01 08:26:00 PST", "2010-12-01T08:26:00+", "2010-12-01T08:26:00+3", "2010-12-01 08:26:00.",
        "2010-12-01 08", "nan", "inf", "2010-12-01T08:26:00+99:00", "2010-12-01 08:26:00ZZ"}) {
    CAPTURE(text);
    CHECK(time_problem(text) == FieldProblem::not_a_time);
  }
}

TEST_CASE("event kinds are recognised by their names in any case, and other words are refused") {
  for (std::size_t i = 0; i < event_kind_names.size(); ++i) {
    const auto parsed = parse_word(event_kind_names[i], event_kind_names);
    CHECK(parsed.problem == FieldProblem::none);
    CHECK(parsed.value == i);
  }
  CHECK(parse_word("Return", event_kind_names).value == static_cast<std::size_t>(EventKind::return_));
  CHECK(parse_word("purchased", event_kind_names).problem == FieldProblem::unknown_word);
  CHECK(parse_word("", event_kind_names).problem == FieldProblem::unknown_word);
}

TEST_CASE("a birthday is read as month and day, and a year is dropped") {
  CHECK(parse_birthday("03-21").value == "03-21");
  CHECK(parse_birthday("1980-03-21").value == "03-21");
  CHECK(parse_birthday("02-29").problem == FieldProblem::none);
  for (const char* text : {"02-30", "13-01", "3-21", "21.03.", "0321", "1980-03-2x", "1980/03/21"}) {
    CAPTURE(text);
    CHECK(parse_birthday(text).problem == FieldProblem::not_a_birthday);
  }
}

TEST_CASE("display_text gives one line of valid UTF-8, cut between characters") {
  CHECK(display_text("tea") == "tea");
  CHECK(display_text("a\tb\r\nc\x01\x7f") == "a\\tb\\r\\nc\\x01\\x7f");
  CHECK(display_text("\xff tea \xe2\x82") == "\\xff tea \\xe2\\x82");
  CHECK(display_text("\xc2\x85") == "\\xc2\\x85");
  CHECK(display_text(repeated(80, 'x')) == repeated(80, 'x'));
  CHECK(display_text(repeated(81, 'x')) == repeated(77, 'x') + "…");
  std::string persian;
  for (int i = 0; i < 60; ++i) persian += "چ";  // two bytes each
  const std::string cut = display_text(persian);
  CHECK(cut.size() <= 80);
  CHECK(cut == persian.substr(0, 76) + "…");
}
