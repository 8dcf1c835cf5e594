// The fields of one raw row, each checked as it is taken; the first that cannot be is remembered, and the row with it.
//
//   usage    take every field, then ask problem(); values taken after a problem are meaningless
//   cost     a few nanoseconds a field, no allocation
//   tests    tests/ingest/reading_test.cpp
#pragma once

#include <optional>
#include <string_view>

#include "engine/ingest/field_parsers.hpp"
#include "engine/ingest/record_reader.hpp"

namespace moshaver {

class RowCheck {
 public:
  explicit RowCheck(const RawRow& row) : row_(row) {}

  std::string_view id(std::size_t field) { return text(field, max_id_bytes, FieldProblem::long_id); }
  std::string_view required_id(std::size_t field);
  std::string_view text(std::size_t field) { return text(field, max_text_bytes, FieldProblem::long_text); }
  std::optional<double> number(std::size_t field, double least, double most);

  // By any of the parsers of field_parsers.hpp; nothing when the field is absent.
  template <class T>
  std::optional<T> parsed(std::size_t field, Parsed<T> (*parse)(std::string_view)) {
    const std::string_view value = text(field);
    if (value.empty()) return std::nullopt;
    const Parsed<T> result = parse(value);
    refuse_if(field, result.problem);
    return result.value;
  }

  void refuse_if(std::size_t field, FieldProblem problem) {
    if (problem == FieldProblem::none || problem_ != FieldProblem::none) return;
    problem_ = problem;
    field_ = field;
  }

  [[nodiscard]] FieldProblem problem() const { return problem_; }
  [[nodiscard]] std::size_t problem_field() const { return field_; }  // meaningful with a problem only

 private:
  std::string_view text(std::size_t field, std::size_t max_bytes, FieldProblem when_longer);

  const RawRow& row_;
  FieldProblem problem_ = FieldProblem::none;
  std::size_t field_ = 0;
};

}  // namespace moshaver
