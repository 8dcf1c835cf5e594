#include "engine/ingest/row_check.hpp"

#include <simdjson.h>

namespace moshaver {

std::string_view RowCheck::text(std::size_t field, std::size_t max_bytes, FieldProblem when_longer) {
  const RawField& raw = row_.fields[field];
  if (raw.nested) refuse_if(field, FieldProblem::nested);
  const std::string_view value = trimmed(raw.text);
  if (value.size() > max_bytes) refuse_if(field, when_longer);
  if (!row_.is_utf8 && !simdjson::validate_utf8(value.data(), value.size())) refuse_if(field, FieldProblem::not_utf8);
  return value;
}

std::string_view RowCheck::required_id(std::size_t field) {
  const std::string_view value = id(field);
  if (value.empty()) refuse_if(field, FieldProblem::missing);
  return value;
}

std::optional<double> RowCheck::number(std::size_t field, double least, double most) {
  const std::optional<double> value = parsed(field, parse_number);
  if (!value) return std::nullopt;
  if (*value < least && least == 0) refuse_if(field, FieldProblem::negative);
  if (*value < least || *value > most) refuse_if(field, FieldProblem::out_of_range);
  return value;
}

}  // namespace moshaver
