// Rows of a file as raw text, one field for each column that the caller wants: CSV, TSV and JSON Lines behind one face.
//
//   format   by content: a first `{` means JSON Lines; else the commonest of comma, tab and semicolon in the header
//   line CSV      quotes as in RFC 4180, also around line ends; blanks around unquoted fields and blank lines do not
//   count JSON     one object a line; numbers keep their spelling; null and a missing key give an empty field; of a key
//   given
//            twice the last counts
//   memory   bounded by LineReader's 1 MiB, whatever the file holds
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
  bool nested = false;    // an object or a list, as JSON has them; the text is its first bracket
};

struct RawRow {
  std::uint64_t line = 0;            // physical line on which the row starts, from 1
  std::span<const RawField> fields;  // in the order of choose(); empty for a bad row
  std::string_view problem;          // why the whole row is bad, one of a few fixed phrases; empty: it is good
  std::string_view beginning;        // of a bad row, as it stands in the file
  bool is_utf8 = true;               // false: some field, perhaps not a wanted one, is not valid UTF-8
};

class RecordReader {
 public:
  virtual ~RecordReader() = default;

  // Reads the header. Errors: those of LineReader::open; bad_format when the header cannot be read.
  [[nodiscard]] static Result<std::unique_ptr<RecordReader>> open(const std::filesystem::path& path);

  // The header's names, in file order. JSON Lines: the keys of the first 100 lines, in order of first appearance.
  [[nodiscard]] const std::vector<std::string>& columns() const { return columns_; }

  // Which columns next() hands over; a name that is empty or not in the file gives empty fields. Call before next().
  virtual void choose(std::span<const std::string> names) = 0;

  // The next row, good or bad, or false at the end. Errors: those of ByteSource::read. No allocation for a good row.
  [[nodiscard]] virtual Result<bool> next(RawRow& row) = 0;

  [[nodiscard]] const ByteSource& source() const { return lines_.source(); }

 protected:
  explicit RecordReader(LineReader lines) : lines_(std::move(lines)) {}

  LineReader lines_;
  std::vector<std::string> columns_;
};

// The reasons that a whole row is bad.
inline constexpr std::string_view row_too_long = "row is longer than 1 MiB; is a quote left open?";
inline constexpr std::string_view row_quote_open = "a quote is left open";
inline constexpr std::string_view row_field_count = "row has not as many fields as the header";
inline constexpr std::string_view row_not_json = "line is not valid JSON";
inline constexpr std::string_view row_not_object = "line is not a JSON object";
inline constexpr std::string_view row_not_utf8 = "line is not valid UTF-8";

}  // namespace moshaver
