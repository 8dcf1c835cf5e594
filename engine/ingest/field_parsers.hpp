// Parses and checks one field: a number, a timestamp or a name. Problems have fixed phrases, so that they can be
// counted.
//
//   digits   accepts Persian (۰-۹) and Arabic (٠-٩) digits, and the Persian decimal point (٫)
//   numbers  finite doubles with a decimal point, in any locale; thousands separators are refused, never guessed
//   time     whole seconds since 1970-01-01 UTC (fractions are cut off), in [1970-01-01, 2100-01-01)
//   cost     no allocation
//   threads  pure functions
//   tests    tests/ingest/field_parsers_test.cpp
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace moshaver {

inline constexpr std::int64_t end_of_time = 4'102'444'800;  // 2100-01-01

enum class FieldProblem : std::uint8_t {
  none,
  missing,
  not_utf8,
  nested,
  long_id,
  long_text,
  not_a_number,
  separators,
  out_of_range,
  zero,
  negative,
  not_a_time,
  no_such_time,
  outside_time,
  date_or_seconds,
  unknown_word,
  not_a_birthday
};

template <class T>
struct Parsed {
  T value{};
  FieldProblem problem = FieldProblem::none;
};

// Removes ASCII blanks and line ends at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

// Any finite double: -1, 2.50, 1e3, ۱۲٫۵. Problems: not_a_number, separators, out_of_range.
[[nodiscard]] Parsed<double> parse_number(std::string_view text);

// ISO 8601: YYYY-MM-DD, optionally with a space or T and hh:mm[:ss[.fraction]] and Z, UTC, +hh, +hhmm or +hh:mm; no
// zone means UTC. Or Unix seconds, with or without a fraction. Eight digits that could be either are refused. Problems:
// not_a_time, no_such_time, outside_time, date_or_seconds.
[[nodiscard]] Parsed<std::int64_t> parse_timestamp(std::string_view text);

// Which of the words it is, in any case. Problem: unknown_word.
[[nodiscard]] Parsed<std::size_t> parse_word(std::string_view text, std::span<const std::string_view> words);

// MM-DD, or YYYY-MM-DD without its year. Returns a view into `text`. Problem: not_a_birthday.
[[nodiscard]] Parsed<std::string_view> parse_birthday(std::string_view text);

// Equal, ignoring ASCII case.
[[nodiscard]] bool same_word(std::string_view a, std::string_view b);

}  // namespace moshaver
