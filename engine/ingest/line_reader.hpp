// Reads the numbered physical lines of a text file in bounded memory. Can go back to a marked line: a row whose quote
// never closes is found to be invalid long after its first line, and reading must then continue with the line after
// that.
//
//   text     assumed to be UTF-8, not checked; skips a byte order mark, refuses UTF-16 and UTF-32
//   memory   one buffer of 1.25 MiB, however long the lines are
//   views    a line's text is valid until the next call of next() or rewind(), and readable for `padding` bytes past
//            its end, as simdjson requires
//   tests    tests/ingest/line_reader_test.cpp
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/ingest/byte_source.hpp"

namespace moshaver {

struct Line {
  std::string_view text;     // without the line feed, but with a carriage return before it
  std::uint64_t number = 0;  // the first line of the file is 1
  bool too_long = false;     // `text` is only the beginning of the line; the rest is skipped
};

class LineReader {
 public:
  static constexpr std::size_t max_bytes = std::size_t{1} << 20;
  static constexpr std::size_t padding = 64;

  // Errors: those of ByteSource, bad_format for other encodings and lone carriage returns, no_data for an empty file.
  [[nodiscard]] static Result<LineReader> open(const std::filesystem::path& path);

  // Reads the next line; false at the end. Sets too_long if the line, or all lines since the mark, exceed max_bytes;
  // with a mark, the caller must then rewind(). Errors: those of ByteSource::read.
  [[nodiscard]] Result<bool> next(Line& line);

  void mark();           // marks the line last returned, and keeps it in memory
  void unmark();         // removes the mark
  std::size_t rewind();  // goes back to the marked line and unmarks; returns how many bytes will be read again

  // The beginning of the file (up to 64 KiB), for detecting its format. Call it only before the first next().
  [[nodiscard]] std::string_view beginning() const;
  [[nodiscard]] const ByteSource& source() const { return source_; }

 private:
  explicit LineReader(ByteSource source) : source_(std::move(source)) {}
  Result<void> refill();
  Result<void> skip_rest_of_line();
  [[nodiscard]] std::size_t kept_from() const { return marked_ ? mark_ : begin_; }

  ByteSource source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // the part of buffer_ that is not returned yet
  std::size_t line_begin_ = 0;       // start of the line last returned
  std::size_t mark_ = 0;
  std::uint64_t line_count_ = 0, lines_at_mark_ = 0;
  bool marked_ = false, skipping_ = false, at_end_ = false;
};

}  // namespace moshaver
