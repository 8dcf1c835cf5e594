// Rows of a RecordReader as values that tests can compare.
#pragma once

#include <catch2/catch.hpp>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ingest/record_reader.hpp"
#include "tests/ingest/temp_file.hpp"

struct Row {
  std::uint64_t line = 0;
  std::vector<std::string> fields;
  std::string problem = {};
  bool operator==(const Row&) const = default;
};

inline std::ostream& operator<<(std::ostream& out, const Row& row) {
  out << "{" << row.line;
  for (const auto& field : row.fields) out << " [" << field << "]";
  return out << " " << row.problem << "}";
}

inline std::vector<Row> rows_of(const TempFile& file, const std::vector<std::string>& wanted) {
  auto reader = moshaver::RecordReader::open(file.path());
  REQUIRE(reader.has_value());
  (*reader)->choose(wanted);
  std::vector<Row> rows;
  moshaver::RawRow raw;
  for (;;) {
    const auto found = (*reader)->next(raw);
    REQUIRE(found.has_value());
    if (!*found) return rows;
    rows.push_back({.line = raw.line, .fields = {}, .problem = std::string(raw.problem)});
    for (const auto& field : raw.fields) rows.back().fields.emplace_back(field.text);
  }
}

inline std::vector<Row> rows_of(std::string_view content, const std::vector<std::string>& wanted) {
  return rows_of(TempFile(content), wanted);
}

inline moshaver::Error open_error(std::string_view content) {
  const TempFile file(content);
  const auto reader = moshaver::RecordReader::open(file.path());
  REQUIRE_FALSE(reader.has_value());
  return reader.error();
}
