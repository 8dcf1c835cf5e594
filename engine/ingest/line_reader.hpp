// Physical lines of a text file, numbered, in bounded memory, with a way back: a row whose quote never closes is known
// to be bad only long after its first line, and reading must then go on right behind that line.
//
//   text     UTF-8 assumed, not checked; a byte order mark is skipped, UTF-16 and UTF-32 are refused
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
  std::string_view text;     // without the line feed; a carriage return before it is still there
  std::uint64_t number = 0;  // the first line of the file is 1
  bool too_long = false;     // the text is only the line's beginning; the rest is skipped
};

class LineReader {
 public:
  static constexpr std::size_t max_bytes = std::size_t{1} << 20;
  static constexpr std::size_t padding = 64;

  // Errors: those of ByteSource, bad_format for other encodings and lone carriage returns, no_data for an empty file.
  [[nodiscard]] static Result<LineReader> open(const std::filesystem::path& path);

  // The next line, or false at the end. A line longer than max_bytes, counted from the marked line if there is one,
  // comes as too_long; when marked, the caller must rewind then. Errors: those of ByteSource::read.
  [[nodiscard]] Result<bool> next(Line& line);

  void mark();           // the line last returned can be gone back to, and stays in memory
  void unmark();         // no need any more
  std::size_t rewind();  // unmarks; the marked line comes next again. Returns how many bytes will be read anew

  // The first text of the file (up to 64 KiB), for guessing its format. Before the first next() only.
  [[nodiscard]] std::string_view beginning() const;
  [[nodiscard]] const ByteSource& source() const { return source_; }

 private:
  explicit LineReader(ByteSource source) : source_(std::move(source)) {}
  Result<void> refill();
  Result<void> skip_rest_of_line();
  [[nodiscard]] std::size_t kept_from() const { return marked_ ? mark_ : begin_; }

  ByteSource source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // what is not yet handed out
  std::size_t line_begin_ = 0;       // of the line last returned
  std::size_t mark_ = 0;
  std::uint64_t line_count_ = 0, lines_at_mark_ = 0;
  bool marked_ = false, skipping_ = false, at_end_ = false;
};

}  // namespace moshaver
