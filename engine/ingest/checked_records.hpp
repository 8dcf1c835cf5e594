// What a caller gives, checked field by field like a row of a file: the same rules, the same words.
//
//   errors  invalid_argument, with the field and a message that names field, rule and remedy
//   views   into the argument
//   tests   tests/ingest/described_records_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/data/contract_term.hpp"
#include "engine/data/occasion.hpp"
#include "engine/data/records.hpp"
#include "engine/data/service_slot.hpp"
#include "moshaver/result.hpp"
#include "moshaver/shop_records.hpp"

namespace moshaver {

// `now` stands in for a timestamp that is not given.
[[nodiscard]] Result<EventRecord> checked(const Event&, std::int64_t now);
[[nodiscard]] Result<ProductRecord> checked(const Product&);
[[nodiscard]] Result<CustomerRecord> checked(const Customer&);
[[nodiscard]] Result<SlotRecord> checked(const Slot&);
[[nodiscard]] Result<ContractTermRecord> checked(const ContractTerm&);
struct CheckedOccasion {
  OccasionRecord record;
  CalendarDate date;
};
// `today`: a date of one year must not be before it.
[[nodiscard]] Result<CheckedOccasion> checked(const Occasion&, std::int32_t today);

// A field as messages name it: "filters." and "brand".
struct QualifiedName {
  std::string_view prefix, name;
  [[nodiscard]] std::string text() const { return std::string(prefix) + std::string(name); }
};

// One value, by the rule of its field. Empty texts and absent numbers pass unless the rule requires them.
[[nodiscard]] Result<void> check_value(const FieldRule&, QualifiedName, const std::string&);
[[nodiscard]] Result<void> check_value(const FieldRule&, QualifiedName, const std::vector<std::string>&);
[[nodiscard]] Result<void> check_value(const FieldRule&, QualifiedName, std::optional<double>);
[[nodiscard]] Result<void> check_value(const FieldRule&, QualifiedName, std::size_t);
[[nodiscard]] Result<void> check_id(std::string_view id, std::string_view field);  // required
[[nodiscard]] Result<std::int64_t> checked_time(std::string_view text, std::string_view field);

// Every field of a request, and of the records in it, by its rule.
template <class Request>
[[nodiscard]] Result<void> check_fields(const Request& request, std::string_view prefix = "") {
  Result<void> checked;
  for_each_field<Request>([&](const auto& field) {
    if (!checked) return;
    const auto& value = request.*field.member;
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (Described<Value>) {
      checked = check_fields(value, std::string(prefix) + field.name + ".");
    } else if constexpr (!std::is_same_v<Value, bool> && !std::is_enum_v<Value>) {
      checked = check_value(field.rule, {prefix, field.name}, value);
    }
  });
  return checked;
}

[[nodiscard]] Product as_given(const ProductRecord&);
[[nodiscard]] Customer as_given(const CustomerRecord&);
// Takes over what `changes` names and empties what `cleared` names. Errors: invalid_argument (no such field).
[[nodiscard]] Result<void> patch(Product& product, const Product& changes, std::span<const std::string> cleared);
[[nodiscard]] Result<void> patch(Customer& customer, const Customer& changes, std::span<const std::string> cleared);

}  // namespace moshaver
