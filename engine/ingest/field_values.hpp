// A value from outside into a member of a checked record, by the rule of its field (moshaver/fields.hpp).
//
//   cost    a few nanoseconds a field, no allocation
//   threads pure functions
//   tests   tests/ingest/described_records_test.cpp, tests/ingest/reading_test.cpp
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/data/contract_term.hpp"
#include "engine/data/records.hpp"
#include "engine/data/service_slot.hpp"
#include "engine/ingest/field_parsers.hpp"

namespace moshaver {

// Blanks around the text do not count. An empty text leaves `out` as it is. `is_utf8`: the text is known to be valid.
[[nodiscard]] FieldProblem read_field(const FieldRule&, std::string_view text, bool is_utf8, std::string_view& out);
[[nodiscard]] FieldProblem read_field(const FieldRule&, std::string_view text, bool is_utf8, double& out);
[[nodiscard]] FieldProblem read_field(const FieldRule&, std::string_view text, bool is_utf8,
                                      std::optional<double>& out);
[[nodiscard]] FieldProblem read_field(const FieldRule&, std::string_view text, bool is_utf8,
                                      std::optional<std::int64_t>& out);
[[nodiscard]] FieldProblem read_field(const FieldRule&, std::string_view text, bool is_utf8, EventKind& out);

[[nodiscard]] FieldProblem check_number(const FieldRule&, double);

// A quantity below 0 makes a purchase a return. Afterwards the quantity is positive. Problem: negative, for other kinds.
[[nodiscard]] FieldProblem settle_quantity(EventRecord&);

// What is wrong with a whole record, of its `end` or its `product_id`; empty: nothing.
[[nodiscard]] std::string_view slot_problem(const SlotRecord&);
[[nodiscard]] std::string_view contract_problem(const ContractTermRecord&);

// As messages show a number: 2.5, 1e+12.
[[nodiscard]] std::string number_text(double);
// Continues a field's name: "quantity" + " " + phrase(FieldProblem::zero, rule) reads "quantity is zero".
[[nodiscard]] std::string phrase(FieldProblem, const FieldRule&);
// What the rule allows instead: "it is from 0 to 1e+12". Empty where the phrase says it all.
[[nodiscard]] std::string remedy(FieldProblem, const FieldRule&);

}  // namespace moshaver
