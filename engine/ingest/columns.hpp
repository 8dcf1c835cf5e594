// Finds the column of a file for each of our fields. What goes wrong is an error of one line, with the `--map` that would
// help.
//
//   names    match exactly, case included; a message may offer a similar name, but it is never used by itself
//   tests    tests/ingest/columns_test.cpp
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "moshaver/fields.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

using ColumnMap = std::vector<std::pair<std::string, std::string>>;  // ours -> theirs

struct FieldName {
  std::string_view name;
  FieldRule rule;
};

// The word of a column's name that means race, ethnicity, religion, health or gender, in English or Persian; empty when
// there is none. Words end at punctuation and at capitals: `SexCode` has one, `Essex` does not.
[[nodiscard]] std::string_view sensitive_word(std::string_view column);

// Checks all of a map that needs no file. Errors: invalid_argument.
[[nodiscard]] Result<void> check_column_map(const ColumnMap& map, std::span<const FieldName> ours);

// The file's column for each of our fields, in our order. A field that neither the map nor the file names keeps our name,
// because a later line of JSON may have that key. `file` is for messages. The map must have passed check_column_map.
// Errors: invalid_argument if a mapped column is missing; bad_format if a required one is missing or one occurs twice.
[[nodiscard]] Result<std::vector<std::string>> match_columns(const ColumnMap& map, std::span<const FieldName> ours,
                                                             std::span<const std::string> theirs,
                                                             std::string_view file);

}  // namespace moshaver
