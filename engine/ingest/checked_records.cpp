#include "engine/ingest/checked_records.hpp"

#include <utility>

#include "engine/data/dataset.hpp"
#include "engine/ingest/display_text.hpp"
#include "engine/ingest/field_values.hpp"
#include "engine/text/calendar_days.hpp"
#include "moshaver/is_given.hpp"

namespace moshaver {

namespace {

// `value` as the message shows it.
tl::unexpected<Error> refused(const FieldRule& rule, QualifiedName field, FieldProblem problem,
                              std::string_view value) {
  const std::string name = field.text(), instead = remedy(problem, rule);
  if (problem == FieldProblem::out_of_range || problem == FieldProblem::negative)
    return failure(ErrorCode::invalid_argument, name + " is " + std::string(value) + "; " + instead, name);
  std::string message = name + " " + phrase(problem, rule);
  const bool is_long = problem == FieldProblem::long_text || problem == FieldProblem::long_id;
  if (!value.empty() && !is_long) message += ": \"" + display_text(value) + "\"";
  if (!instead.empty()) message += "; " + instead;
  return failure(ErrorCode::invalid_argument, message, name);
}

Result<void> check(const FieldRule& rule, QualifiedName field, FieldProblem problem, std::string_view value) {
  if (problem == FieldProblem::none) return {};
  return refused(rule, field, problem, value);
}
Result<void> check_double(const FieldRule& rule, QualifiedName field, double value) {
  const FieldProblem problem = check_number(rule, value);
  if (problem == FieldProblem::none) return {};
  return refused(rule, field, problem, number_text(value));
}

template <class Out>
Result<void> take(const FieldRule& rule, const char* field, const std::string& given, Out& out) {
  return check(rule, {"", field}, read_field(rule, given, false, out), given);
}
Result<void> take(const FieldRule& rule, const char* field, double given, double& out) {
  out = given;
  return check_double(rule, {"", field}, given);
}
Result<void> take(const FieldRule& rule, const char* field, std::optional<double> given, std::optional<double>& out) {
  out = given;
  return check_value(rule, {"", field}, given);
}

template <class Given, class Checked>
Result<void> take_all(const Given& given, Checked& out) {
  Result<void> taken;
  for_each_field_of_both<Given, Checked>([&](const auto& from, const auto& to) {
    if (taken) taken = take(from.rule, from.name, given.*from.member, out.*to.member);
  });
  return taken;
}

void give(std::string& out, std::string_view value) { out = value; }
void give(std::string& out, std::optional<std::int64_t> time) {
  if (time) out = iso_time(static_cast<std::uint32_t>(*time));
}
void give(std::optional<double>& out, std::optional<double> value) { out = value; }

template <class Given, class Checked>
Given give_all(const Checked& record) {
  Given given;
  for_each_field_of_both<Given, Checked>(
      [&](const auto& to, const auto& from) { give(given.*to.member, record.*from.member); });
  return given;
}

// All but the record's own id, which stands first in its table.
template <class Record>
Result<void> patch_fields(Record& record, const Record& changes, std::span<const std::string> cleared) {
  const std::string_view own_id = std::get<0>(fields_of<Record>).name;
  for_each_field<Record>([&](const auto& field) {
    if (field.name != own_id && is_given(changes.*field.member)) record.*field.member = changes.*field.member;
  });
  for (const std::string& name : cleared) {
    bool found = false;
    for_each_field<Record>([&](const auto& field) {
      if (name != field.name || name == own_id) return;
      record.*field.member = {};
      found = true;
    });
    if (!found) {
      return failure(ErrorCode::invalid_argument, "\"" + display_text(name) + "\" is not a field that can be emptied",
                     name);
    }
  }
  return {};
}

}  // namespace

Result<EventRecord> checked(const Event& event, std::int64_t now) {
  EventRecord record;
  MOSHAVER_CHECK(take_all(event, record));
  if (!record.timestamp) record.timestamp = now;
  MOSHAVER_CHECK(check(rules::number, {"", "quantity"}, settle_quantity(record), number_text(event.quantity)));
  return record;
}

Result<ProductRecord> checked(const Product& product) {
  ProductRecord record;
  MOSHAVER_CHECK(take_all(product, record));
  return record;
}

Result<CustomerRecord> checked(const Customer& customer) {
  CustomerRecord record;
  MOSHAVER_CHECK(take_all(customer, record));
  return record;
}

Result<SlotRecord> checked(const Slot& slot) {
  SlotRecord record;
  MOSHAVER_CHECK(take_all(slot, record));
  if (const auto problem = slot_problem(record); !problem.empty())
    return failure(ErrorCode::invalid_argument, "end " + std::string(problem), "end");
  return record;
}

Result<ContractTermRecord> checked(const ContractTerm& term) {
  ContractTermRecord record;
  MOSHAVER_CHECK(take_all(term, record));
  if (const auto problem = contract_problem(record); !problem.empty())
    return failure(ErrorCode::invalid_argument, "product_id " + std::string(problem), "product_id");
  return record;
}

Result<CheckedOccasion> checked(const Occasion& occasion, std::int32_t today) {
  CheckedOccasion taken;
  MOSHAVER_CHECK(take_all(occasion, taken.record));
  const ReadDate read = read_date(taken.record.date, taken.record.calendar, today);
  if (!read.problem.empty()) return failure(ErrorCode::invalid_argument, "date " + std::string(read.problem), "date");
  taken.date = read.date;
  return taken;
}

Result<void> check_value(const FieldRule& rule, QualifiedName field, const std::string& text) {
  std::optional<std::int64_t> time;
  std::string_view value;
  return check(rule, field,
               rule.form == TextForm::time ? read_field(rule, text, false, time) : read_field(rule, text, false, value),
               text);
}

Result<void> check_value(const FieldRule& rule, QualifiedName field, const std::vector<std::string>& texts) {
  // What stands in a list is there.
  for (const std::string& text : texts) MOSHAVER_CHECK(check_value(rules::required(rule), field, text));
  return {};
}

Result<void> check_value(const FieldRule& rule, QualifiedName field, std::optional<double> number) {
  return number ? check_double(rule, field, *number) : Result<void>{};
}

Result<void> check_value(const FieldRule& rule, QualifiedName field, std::size_t number) {
  return check_double(rule, field, static_cast<double>(number));
}

Result<void> check_id(std::string_view id, std::string_view field) {
  return check_value(rules::required(rules::id), {"", field}, std::string(id));
}

Result<std::int64_t> checked_time(std::string_view text, std::string_view field) {
  std::optional<std::int64_t> time;
  MOSHAVER_CHECK(check(rules::time, {"", field}, read_field(rules::time, text, false, time), text));
  return time.value_or(0);
}

Result<std::size_t> find_word(std::span<const std::string_view> words, std::string_view text,
                              const std::string& field) {
  const Parsed<std::size_t> word = parse_word(trimmed(text), words);
  MOSHAVER_CHECK(check(rules::word(words), {"", field}, word.problem, text));
  return word.value;
}

Product as_given(const ProductRecord& record) { return give_all<Product>(record); }
Customer as_given(const CustomerRecord& record) { return give_all<Customer>(record); }

Result<void> patch(Product& product, const Product& changes, std::span<const std::string> cleared) {
  return patch_fields(product, changes, cleared);
}
Result<void> patch(Customer& customer, const Customer& changes, std::span<const std::string> cleared) {
  return patch_fields(customer, changes, cleared);
}

}  // namespace moshaver
