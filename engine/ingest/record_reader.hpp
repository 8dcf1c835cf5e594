// Reads the rows of a CSV, TSV or JSON Lines file as raw text, one field for each column that the caller chose.
//
//   format   by content: a first `{` means JSON Lines; else the most frequent of comma, tab and semicolon in the header
//   CSV      quotes as in RFC 4180, also around line ends; ignores blanks around unquoted fields, and blank lines
//   JSON     one object a line; numbers keep their spelling; null and a missing key give an empty field; the last of
//            duplicate keys counts
//   memory   bounded by LineReader's 1 MiB, for any file
//   views    valid until the next call of next()
//   threads  one at a time
//   tests    tests/ingest/reading_test.cpp
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ingest/line_reader.hpp"

namespace moshaver {

struct RawField {
  std::string_view text;  // empty: absent
  bool nested = false;    // a JSON object or list; `text` is then its first bracket
};

struct RawRow {
  std::uint64_t line = 0;            // physical line on which the row starts, from 1
  std::span<const RawField> fields;  // in the order of choose(); empty for an invalid row
  std::string_view problem;          // why the whole row is invalid, one of the phrases below; empty: it is valid
  std::string_view beginning;        // the beginning of an invalid row, as in the file
  bool is_utf8 = true;               // false: some field, perhaps one that was not chosen, is not valid UTF-8
};

class RecordReader {
 public:
  virtual ~RecordReader() = default;

  // Reads the header. Errors: those of LineReader::open; bad_format if the header cannot be read.
  [[nodiscard]] static Result<std::unique_ptr<RecordReader>> open(const std::filesystem::path& path);

  // The header's names, in file order. JSON Lines: the keys of the first 100 lines, in order of first appearance.
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }

  // Chooses the columns that next() returns. A name that is empty or not in the file gives empty fields. Call before
  // next().
  virtual void choose(std::span<const std::string> names) = 0;

  // Reads the next row, valid or not; false at the end. No allocation for a valid row. Errors: those of
  // ByteSource::read.
  [[nodiscard]] virtual Result<bool> next(RawRow& row) = 0;

  [[nodiscard]] const ByteSource& source() const { return lines_.source(); }

 protected:
  explicit RecordReader(LineReader lines) : lines_(std::move(lines)) {}

  LineReader lines_;
  std::vector<std::string> columns_;
};

// A CSV row with more columns is invalid. JSON Lines may have more keys, but no more are listed.
inline constexpr std::size_t max_columns = 4096;

// The reasons why a whole row is invalid.
inline constexpr std::string_view row_too_long = "row is longer than 1 MiB; is a quote not closed?";
inline constexpr std::string_view row_quote_open = "a quote is not closed";
inline constexpr std::string_view row_field_count = "row has more or fewer fields than the header";
inline constexpr std::string_view row_not_json = "line is not valid JSON";
inline constexpr std::string_view row_not_object = "line is not a JSON object";
inline constexpr std::string_view row_not_utf8 = "line is not valid UTF-8";

}  // namespace moshaver
