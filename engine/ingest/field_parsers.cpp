#include "engine/ingest/field_parsers.hpp"

#include <fast_float/fast_float.h>

#include <algorithm>
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

Parsed<std::size_t> parse_word(std::string_view text, std::span<const std::string_view> words) {
  const auto found = std::find_if(words.begin(), words.end(), [&](auto word) { return same_word(word, text); });
  if (found == words.end()) return {0, FieldProblem::unknown_word};
  return {static_cast<std::size_t>(found - words.begin())};
}

}  // namespace moshaver
