#include "engine/ingest/field_values.hpp"

#include <simdjson.h>

#include <cassert>
#include <cmath>
#include <sstream>

namespace moshaver {

namespace {

// The text that stands for the value, or the problem that it has whatever it stands for.
FieldProblem take_text(const FieldRule& rule, std::string_view& text, bool is_utf8) {
  text = trimmed(text);
  const bool is_id = rule.form == TextForm::id;
  if (text.size() > (is_id ? max_id_bytes : max_text_bytes))
    return is_id ? FieldProblem::long_id : FieldProblem::long_text;
  if (!is_utf8 && !simdjson::validate_utf8(text.data(), text.size())) return FieldProblem::not_utf8;
  return text.empty() && rule.required ? FieldProblem::missing : FieldProblem::none;
}

// Calls `parse` for a text that is there.
template <class Parse>
FieldProblem read(const FieldRule& rule, std::string_view text, bool is_utf8, const Parse& parse) {
  const FieldProblem problem = take_text(rule, text, is_utf8);
  return problem != FieldProblem::none || text.empty() ? problem : parse(text);
}

template <class T, class Out>
FieldProblem keep(const Parsed<T>& parsed, Out& out) {
  if (parsed.problem == FieldProblem::none) out = parsed.value;
  return parsed.problem;
}

std::string listed(std::span<const std::string_view> words, const char* between) {
  std::string list;
  for (const std::string_view word : words) list += (list.empty() ? "" : between) + std::string(word);
  return list;
}

}  // namespace

FieldProblem read_field(const FieldRule& rule, std::string_view text, bool is_utf8, std::string_view& out) {
  return read(rule, text, is_utf8, [&](std::string_view value) {
    if (rule.form == TextForm::word) {
      const Parsed<std::size_t> word = parse_word(value, rule.words);
      return keep(Parsed<std::string_view>{rule.words[word.value], word.problem}, out);
    }
    if (rule.form == TextForm::month_day) return keep(parse_birthday(value), out);
    out = value;
    return FieldProblem::none;
  });
}

FieldProblem read_field(const FieldRule& rule, std::string_view text, bool is_utf8, double& out) {
  return read(rule, text, is_utf8, [&](std::string_view value) {
    const FieldProblem problem = keep(parse_number(value), out);
    return problem != FieldProblem::none ? problem : check_number(rule, out);
  });
}

FieldProblem read_field(const FieldRule& rule, std::string_view text, bool is_utf8, std::optional<double>& out) {
  return read(rule, text, is_utf8, [&](std::string_view value) {
    const FieldProblem problem = keep(parse_number(value), out);
    return problem != FieldProblem::none ? problem : check_number(rule, *out);
  });
}

FieldProblem read_field(const FieldRule& rule, std::string_view text, bool is_utf8, std::optional<std::int64_t>& out) {
  return read(rule, text, is_utf8, [&](std::string_view value) { return keep(parse_timestamp(value), out); });
}

FieldProblem read_field(const FieldRule& rule, std::string_view text, bool is_utf8, EventKind& out) {
  return read(rule, text, is_utf8, [&](std::string_view value) {
    const Parsed<std::size_t> word = parse_word(value, rule.words);
    return keep(Parsed<EventKind>{static_cast<EventKind>(word.value), word.problem}, out);
  });
}

FieldProblem check_number(const FieldRule& rule, double value) {
  if (!std::isfinite(value)) return FieldProblem::not_a_number;
  if (value < rule.least) return rule.least == 0 ? FieldProblem::negative : FieldProblem::out_of_range;
  if (value > rule.most) return FieldProblem::out_of_range;
  return value == 0 && !rule.zero ? FieldProblem::zero : FieldProblem::none;
}

FieldProblem settle_quantity(EventRecord& event) {
  if (event.quantity >= 0) return FieldProblem::none;
  if (event.kind != EventKind::purchase && event.kind != EventKind::return_) return FieldProblem::negative;
  event.kind = EventKind::return_;
  event.quantity = -event.quantity;
  return FieldProblem::none;
}

std::string_view slot_problem(const SlotRecord& slot) {
  return *slot.end > *slot.start ? "" : "is not after start; a slot ends after it begins";
}

std::string_view contract_problem(const ContractTermRecord& term) {
  if (term.product_id.empty() && term.category.empty()) return "is missing; give it, or category";
  if (!term.product_id.empty() && !term.category.empty()) return "is given beside category; give only one";
  return "";
}

std::string number_text(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

std::string phrase(FieldProblem problem, const FieldRule& rule) {
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
    case FieldProblem::unknown_word:
      if (rule.words.size() == 1) return "is not " + listed(rule.words, "");
      return rule.words.size() == 2 ? "is neither " + listed(rule.words, " nor ") : "is not a known word";
    case FieldProblem::not_a_birthday:
      return "is not a month and day like 03-21";
  }
  assert(false);
  return {};
}

std::string remedy(FieldProblem problem, const FieldRule& rule) {
  switch (problem) {
    case FieldProblem::missing:
      return "give it";
    case FieldProblem::unknown_word:
      return rule.words.size() <= 2 ? "" : "it is one of " + listed(rule.words, ", ");
    case FieldProblem::zero:
      return "it may be anything but 0";
    case FieldProblem::out_of_range:
    case FieldProblem::negative:
      if (std::isinf(rule.least)) return "it must be above 0";
      if (std::isinf(rule.most)) return "it must be " + number_text(rule.least) + " or more";
      return "it must be from " + number_text(rule.least) + " to " + number_text(rule.most);
    default:
      return "";
  }
}

}  // namespace moshaver
