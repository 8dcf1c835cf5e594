#include "engine/ingest/field_parsers.hpp"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <system_error>

#include "engine/ingest/digits.hpp"

namespace moshaver {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Digits with commas, quotes, blanks or several points between them: a number in a local notation.
bool has_separators(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && is_digit(text.front()) && is_digit(text.back()) &&
         text.find_first_not_of("0123456789.,' _") == std::string_view::npos;
}

Parsed<double> number_in_ascii(std::string_view text) {
  const bool plus = text.size() > 1 && text[0] == '+' && text[1] != '-';
  const std::string_view digits = plus ? text.substr(1) : text;
  double value = 0;
  const auto [end, status] = fast_float::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (status == std::errc{} && end == digits.data() + digits.size()) {
    if (std::isfinite(value)) return {value};
    // Too large numbers parse as infinity, and so do words like "inf". Only numbers have digits.
    return {0, std::any_of(digits.begin(), digits.end(), is_digit) ? FieldProblem::out_of_range
                                                                   : FieldProblem::not_a_number};
  }
  if (status == std::errc::result_out_of_range) return {0, FieldProblem::out_of_range};
  return {0, has_separators(text) ? FieldProblem::separators : FieldProblem::not_a_number};
}

}  // namespace

std::string_view phrase(FieldProblem problem) {
  switch (problem) {
    case FieldProblem::none:
      return "is valid";
    case FieldProblem::missing:
      return "is missing";
    case FieldProblem::not_utf8:
      return "is not valid UTF-8";
    case FieldProblem::nested:
      return "is an object or a list, not one value";
    case FieldProblem::long_id:
      return "is longer than 1024 bytes";
    case FieldProblem::long_text:
      return "is longer than 64 KiB";
    case FieldProblem::not_a_number:
      return "is not a number";
    case FieldProblem::separators:
      return "has a decimal comma or separators; write it like 1234.5";
    case FieldProblem::out_of_range:
      return "is out of range";
    case FieldProblem::zero:
      return "is zero";
    case FieldProblem::negative:
      return "is negative";
    case FieldProblem::not_a_time:
      return "is neither ISO 8601 nor Unix seconds";
    case FieldProblem::no_such_time:
      return "is not a day and time of the calendar";
    case FieldProblem::outside_time:
      return "is outside 1970..2099";
    case FieldProblem::date_or_seconds:
      return "could be a date or Unix seconds; write dates as YYYY-MM-DD";
    case FieldProblem::unknown_event:
      return "is not a known kind of event";
    case FieldProblem::unknown_product_kind:
      return "is neither good nor service";
    case FieldProblem::unknown_customer_kind:
      return "is neither person nor organisation";
    case FieldProblem::unknown_relation:
      return "is neither external nor internal";
    case FieldProblem::not_a_birthday:
      return "is not a month and day like 03-21";
  }
  assert(false);
  return {};
}

std::string_view trimmed(std::string_view text) {
  constexpr auto is_space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

Parsed<double> parse_number(std::string_view text) {
  DigitRoom room;
  return number_in_ascii(folded(text, room));
}

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

Parsed<EventKind> parse_event_kind(std::string_view text) {
  const auto named = [&](std::string_view name) { return same_word(name, text); };
  const auto found = std::find_if(event_kind_names.begin(), event_kind_names.end(), named);
  if (found == event_kind_names.end()) return {EventKind::purchase, FieldProblem::unknown_event};
  return {static_cast<EventKind>(found - event_kind_names.begin())};
}

Parsed<ProductKind> parse_product_kind(std::string_view text) {
  if (same_word(text, "good")) return {ProductKind::good};
  if (same_word(text, "service")) return {ProductKind::service};
  return {ProductKind::good, FieldProblem::unknown_product_kind};
}

}  // namespace moshaver
