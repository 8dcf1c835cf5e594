// Which column of a file is which of our fields, and every way in which that can go wrong, told in one line with the
// `--map` that would help.
//
//   names    matched exactly, case included; guesses are offered in messages, never taken
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

// A word of a column's name that names race, ethnicity, religion, health or gender, in English or Persian; empty when
// there is none. Words end at punctuation and at capitals: `SexCode` has one, `Essex` does not.
[[nodiscard]] std::string_view sensitive_word(std::string_view column);

// What can be said of a map before any file is open. Errors: invalid_argument.
[[nodiscard]] Result<void> check_column_map(const ColumnMap& map, std::span<const FieldName> ours);

// The file's column for each of our fields, in our order. What neither the map nor the file names keeps our own name,
// so that a JSON key may still turn up later; `file` is for messages. The map has been checked. Errors:
// invalid_argument for a mapped column that is not there, bad_format for a required or doubled one.
[[nodiscard]] Result<std::vector<std::string>> match_columns(const ColumnMap& map, std::span<const FieldName> ours,
                                                             std::span<const std::string> theirs,
                                                             std::string_view file);

}  // namespace moshaver
